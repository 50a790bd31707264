using Xunit;

namespace Akka.TestKit;

/// <summary>xunit's assertions under another name.</summary>
public static class XAssert
{
    public static T Throws<T>(Action action) where T : Exception => Assert.Throws<T>(action);

    public static void Fail(string reason = "") => Assert.Fail(reason);

    public static void Same<T>(T expected, T actual, string message = null) where T : class =>
        Assert.True(ReferenceEquals(expected, actual), message ?? $"Expected the same as {expected}");
}
