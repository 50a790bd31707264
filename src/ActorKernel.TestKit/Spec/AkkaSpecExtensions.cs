using Xunit;
using Akka.TestKit.Xunit2;

namespace Akka.TestKit;

/// <summary>Assertions as Akka.NET's own specifications write them.</summary>
public static class AkkaSpecExtensions
{
    private static readonly XunitAssertions Assertions = new();

    public static void Should<T>(this T self, Func<T, bool> isValid, string message) => Assertions.AssertTrue(isValid(self), message ?? "Value did not meet criteria");

    public static void ShouldHaveCount<T>(this IReadOnlyCollection<T> self, int expectedCount) =>
        Assertions.AssertEqual(expectedCount, self.Count, "count");

    public static void ShouldBe<T>(this IEnumerable<T> self, IEnumerable<T> other)
    {
        Assertions.AssertTrue(self.SequenceEqual(other), $"Expected [{string.Join(", ", other)}], got [{string.Join(", ", self)}]");
    }

    public static void ShouldBe<T>(this T self, T expected, string message = null) => Assertions.AssertEqual(expected, self, Literal(message));

    public static void ShouldNotBe<T>(this T self, T expected, string message = null) =>
        Assertions.AssertFalse(EqualityComparer<T>.Default.Equals(self, expected), Literal(message ?? $"Expected another value than {expected}"));

    public static void ShouldBeSame<T>(this T self, T expected, string message = null) =>
        Assertions.AssertTrue(ReferenceEquals(self, expected), Literal(message ?? $"Expected the same as {expected}"));

    public static void ShouldNotBeSame<T>(this T self, T expected, string message = null) =>
        Assertions.AssertFalse(ReferenceEquals(self, expected), Literal(message ?? $"Expected another than {expected}"));

    public static void ShouldBeTrue(this bool b, string message = null) => Assertions.AssertTrue(b, Literal(message ?? "Expected true"));

    public static void ShouldBeFalse(this bool b, string message = null) => Assertions.AssertFalse(b, Literal(message ?? "Expected false"));

    public static void ShouldBeLessThan<T>(this T actual, T value, string message = null) where T : IComparable<T> =>
        Assertions.AssertTrue(actual.CompareTo(value) < 0, Literal(message ?? $"Expected {actual} to be less than {value}"));

    public static void ShouldBeLessOrEqualTo<T>(this T actual, T value, string message = null) where T : IComparable<T> =>
        Assertions.AssertTrue(actual.CompareTo(value) <= 0, Literal(message ?? $"Expected {actual} to be at most {value}"));

    public static void ShouldBeGreaterThan<T>(this T actual, T value, string message = null) where T : IComparable<T> =>
        Assertions.AssertTrue(actual.CompareTo(value) > 0, Literal(message ?? $"Expected {actual} to be greater than {value}"));

    public static void ShouldBeGreaterOrEqual<T>(this T actual, T value, string message = null) where T : IComparable<T> =>
        Assertions.AssertTrue(actual.CompareTo(value) >= 0, Literal(message ?? $"Expected {actual} to be at least {value}"));

    public static void ShouldStartWith(this string s, string start, string message = null) =>
        Assertions.AssertTrue(s.StartsWith(start, StringComparison.Ordinal), Literal(message ?? $"Expected \"{s}\" to start with \"{start}\""));

    public static void ShouldOnlyContainInOrder<T>(this IEnumerable<T> actual, params T[] expected) => actual.ShouldBe((IEnumerable<T>)expected);

    public static void ShouldOnlyContainInOrder<T>(this IEnumerable<T> actual, IEnumerable<T> expected) => actual.ShouldBe(expected);

    public static async Task ShouldBeAsync<T>(this ValueTask<T> self, T expected, string message = null) =>
        (await self.ConfigureAwait(false)).ShouldBe(expected, message);

    public static async Task ShouldBeAsync<T>(this IAsyncEnumerable<T> self, IEnumerable<T> other) => (await ToListAsync(self).ConfigureAwait(false)).ShouldBe(other);

    public static async Task ShouldOnlyContainInOrderAsync<T>(this IAsyncEnumerable<T> actual, params T[] expected) =>
        (await ToListAsync(actual).ConfigureAwait(false)).ShouldBe((IEnumerable<T>)expected);

    public static async Task ThrowsAsync<TException>(Func<Task> func) where TException : Exception =>
        await Assert.ThrowsAsync<TException>(func).ConfigureAwait(false);

    private static async Task<List<T>> ToListAsync<T>(IAsyncEnumerable<T> items)
    {
        List<T> list = [];
        await foreach (var item in items.ConfigureAwait(false)) list.Add(item);
        return list;
    }

    private static string Literal(string message) => message ?? "";
}
