using Xunit;

namespace Akka.TestKit;

/// <summary>xunit's assertions under another name.</summary>
public static class XAssert
{
    public static T Throws<T>(Action action) where T : Exception => Assert.Throws<T>(action);

    public static void Fail(string reason = "") => Assert.Fail(reason);

    public static void Same<T>(T expected, T actual, string message = null) where T : class =>
        Assert.True(ReferenceEquals(expected, actual), message ?? $"Expected the same as {expected}");

    public static void Equal<T>(T expected, T actual, string format, params object[] args) =>
        Assert.True(EqualityComparer<T>.Default.Equals(expected, actual), $"{string.Format(format, args)} Expected {expected}, got {actual}");

    /// <summary>The same items, in any order.</summary>
    public static void Equivalent<T>(IEnumerable<T> expected, IEnumerable<T> actual) => Assert.True(SameItems(expected, [.. actual]), "The items differ.");

    private static bool SameItems<T>(IEnumerable<T> expected, List<T> actual) => expected.All(actual.Remove) && actual.Count == 0;
}
