using Xunit;

namespace Akka.TestKit.Xunit2;

/// <summary>Reports failures the way xunit expects them.</summary>
public class XunitAssertions : ITestKitAssertions
{
    public void Fail(string format = "", params object[] args) => Assert.Fail(Text(format, args));

    public void AssertTrue(bool condition, string format = "", params object[] args) => Assert.True(condition, Text(format, args));

    public void AssertFalse(bool condition, string format = "", params object[] args) => Assert.False(condition, Text(format, args));

    public void AssertEqual<T>(T expected, T actual, string format = "", params object[] args)
    {
        if (!Same(expected, actual)) Mismatch(expected, actual, format, args);
    }

    public void AssertEqual<T>(T expected, T actual, Func<T, T, bool> comparer, string format = "", params object[] args)
    {
        if (!comparer(expected, actual)) Mismatch(expected, actual, format, args);
    }

    private static bool Same<T>(T expected, T actual)
    {
        if (EqualityComparer<T>.Default.Equals(expected, actual)) return true;
        if (expected is string || expected is not System.Collections.IEnumerable left || actual is not System.Collections.IEnumerable right) return false;
        return left.Cast<object>().SequenceEqual(right.Cast<object>());
    }

    private static void Mismatch<T>(T expected, T actual, string format, object[] args) =>
        Assert.Fail($"{Text(format, args)}\nExpected: {expected}\nActual:   {actual}");

    private static string Text(string format, object[] args) =>
        args is { Length: > 0 } ? string.Format(System.Globalization.CultureInfo.InvariantCulture, format, args) : format ?? "";
}
