namespace Akka.Util.Internal
{
    public static class Extensions
    {
        public static T AsInstanceOf<T>(this object self) => (T)self;

        public static IEnumerable<T> Concat<T>(this IEnumerable<T> enumerable, T item) => enumerable.Append(item);

        public static void ForEach<T>(this IEnumerable<T> source, Action<T> action)
        {
            foreach (var item in source) action(item);
        }

        public static IEnumerable<T> Drop<T>(this IEnumerable<T> self, int count) => self.Skip(count);

        public static T Head<T>(this IEnumerable<T> self) => self.FirstOrDefault();

        public static IEnumerable<T> TakeRight<T>(this IEnumerable<T> self, int n) => self.TakeLast(n);

        public static string Join(this IEnumerable<string> self, string separator) => string.Join(separator, self);

        public static string BetweenDoubleQuotes(this string self) => $"\"{self}\"";

        public static TValue GetOrElse<TKey, TValue>(this IDictionary<TKey, TValue> hash, TKey key, TValue elseValue) =>
            hash.TryGetValue(key, out var value) ? value : elseValue;

        public static void AddOrSet<TKey, TValue>(this IDictionary<TKey, TValue> hash, TKey key, TValue value) => hash[key] = value;

        public static IDictionary<TKey, TValue> AddAndReturn<TKey, TValue>(this IDictionary<TKey, TValue> hash, TKey key, TValue value)
        {
            hash.Add(key, value);
            return hash;
        }

        public static TimeSpan Max(this TimeSpan @this, TimeSpan other) => @this >= other ? @this : other;

        public static TimeSpan Min(this TimeSpan @this, TimeSpan other) => @this <= other ? @this : other;
    }

    public static class ArrayExtensions
    {
        public static IEnumerable<KeyValuePair<T, int>> ZipWithIndex<T>(this IEnumerable<T> collection) =>
            collection.Select(static (item, index) => KeyValuePair.Create(item, index));
    }

    public static class TaskEx
    {
        public static readonly Task<Done> Completed = Task.FromResult(Done.Instance);

        public static Task FromException(Exception ex) => Task.FromException(ex);

        public static Task<T> FromException<T>(Exception ex) => Task.FromException<T>(ex);
    }
}

namespace Akka.Util.Extensions
{
    public static class ObjectExtensions
    {
        public static Option<T> AsOption<T>(this T obj) => new(obj);
    }
}
