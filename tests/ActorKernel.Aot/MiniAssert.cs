using System.Collections;
using System.Diagnostics.CodeAnalysis;
using Xunit.Sdk;

namespace Xunit;

/// <summary>The assertions that the suite uses.</summary>
public static class Assert
{
    [DoesNotReturn]
    public static void Fail(string message) => throw new XunitException(message);

    public static void True(bool condition, string message = null) => Check(condition, message ?? "expected true");

    public static void False(bool condition, string message = null) => Check(!condition, message ?? "expected false");

    public static void Null(object o) => Check(o is null, $"expected null, got {o}");

    public static void NotNull(object o) => Check(o is not null, "expected not null");

    public static void Same(object expected, object actual) => Check(ReferenceEquals(expected, actual), $"expected the same as {expected}, got {actual}");

    public static void NotSame(object expected, object actual) => Check(!ReferenceEquals(expected, actual), $"expected another than {expected}");

    public static void Equal<T>(IEnumerable<T> expected, IEnumerable<T> actual)
    {
        // Once only: some take messages out of a queue.
        T[] wanted = [.. expected], got = [.. actual];
        Check(wanted.SequenceEqual(got), $"expected [{string.Join(", ", wanted)}], got [{string.Join(", ", got)}]");
    }

    public static void Equal(string expected, string actual) => Check(expected == actual, $"expected \"{expected}\", got \"{actual}\"");

    public static void Equal<T>(T expected, T actual) => Check(
        EqualityComparer<T>.Default.Equals(expected, actual)
        || (expected is IEnumerable a && actual is IEnumerable b && a.Cast<object>().SequenceEqual(b.Cast<object>())), $"expected {expected}, got {actual}");

    public static void NotEqual<T>(T expected, T actual) => Check(!EqualityComparer<T>.Default.Equals(expected, actual), $"expected another than {expected}");

    public static void Empty(IEnumerable items) => Check(!items.Cast<object>().Any(), "expected nothing");

    public static void All<T>(IEnumerable<T> items, Action<T> assert)
    {
        foreach (var item in items) assert(item);
    }

    public static void Contains(string part, string text) => Check(text?.Contains(part) == true, $"expected \"{text}\" to contain \"{part}\"");

    public static void StartsWith(string start, string text) => Check(text?.StartsWith(start) == true, $"expected \"{text}\" to start with \"{start}\"");

    public static void InRange<T>(T actual, T low, T high) where T : IComparable =>
        Check(actual.CompareTo(low) >= 0 && actual.CompareTo(high) <= 0, $"expected {actual} to be between {low} and {high}");

    public static void IsType(Type type, object o) => Check(o?.GetType() == type, $"expected a {type}, got {o?.GetType()}");

    public static T IsType<T>(object o)
    {
        IsType(typeof(T), o);
        return (T)o;
    }

    public static T Throws<T>(Action action) where T : Exception => Exactly<T>(Record.Exception(action));

    public static T Throws<T>(Func<object> action) where T : Exception => Throws<T>(() => { action(); });

    public static T ThrowsAny<T>(Action action) where T : Exception => Any<T>(Record.Exception(action));

    public static T ThrowsAny<T>(Func<object> action) where T : Exception => ThrowsAny<T>(() => { action(); });

    public static async Task<T> ThrowsAsync<T>(Func<Task> action) where T : Exception => Exactly<T>(await Caught(action));

    public static async Task<T> ThrowsAnyAsync<T>(Func<Task> action) where T : Exception => Any<T>(await Caught(action));

    private static async Task<Exception> Caught(Func<Task> action)
    {
        try
        {
            await action();
            return null;
        }
        catch (Exception e)
        {
            return e;
        }
    }

    private static T Exactly<T>(Exception e) where T : Exception
    {
        Check(e?.GetType() == typeof(T), $"expected a {typeof(T)}, got {e}");
        return (T)e;
    }

    private static T Any<T>(Exception e) where T : Exception
    {
        Check(e is T, $"expected a {typeof(T)}, got {e}");
        return (T)e;
    }

    private static void Check(bool condition, string message)
    {
        if (!condition) Fail(message);
    }
}
