using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Reflection;

namespace Dkvm.Tests.ActorKernel.Aot;

/// <summary>Runs the facts and theories of test classes, one after the other, and reports on standard error.</summary>
internal sealed class Runner
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    public int Passed { get; private set; }

    public int Failed { get; private set; }

    public async Task RunAsync<[DynamicallyAccessedMembers(
        DynamicallyAccessedMemberTypes.PublicParameterlessConstructor | DynamicallyAccessedMemberTypes.PublicMethods)] T>()
        where T : new()
    {
        foreach (var method in typeof(T).GetMethods())
        {
            if (method.GetCustomAttribute<FactAttribute>() is not { } fact) continue;
            IEnumerable<object[]> cases = fact is TheoryAttribute ? method.GetCustomAttributes<InlineDataAttribute>().Select(d => d.Data) : [[]];
            foreach (var data in cases) await RunOneAsync(() => new T(), method, data);
        }
    }

    private async Task RunOneAsync<T>(Func<T> make, MethodInfo method, object[] data)
    {
        try
        {
            await Task.Run(async () =>
            {
                // As xunit does it: an instance for each test, on the thread that runs it.
                object instance = make();
                try
                {
                    var arguments = method.GetParameters().Select((p, i) => Fit(data[i], p.ParameterType)).ToArray();
                    if (method.Invoke(instance, arguments) is Task task) await task;
                }
                finally
                {
                    (instance as IDisposable)?.Dispose();
                }
            }).WaitAsync(Limit);
            Passed++;
        }
        catch (Exception e)
        {
            Failed++;
            var cause = e is TargetInvocationException { InnerException: { } inner } ? inner : e;
            await Console.Error.WriteLineAsync($"FAILED {typeof(T).Name}.{method.Name}({string.Join(", ", data)}): {cause}");
        }
    }

    private static object Fit(object value, Type type)
    {
        var target = Nullable.GetUnderlyingType(type) ?? type;
        return value is null || target.IsInstanceOfType(value) ? value : Convert.ChangeType(value, target, CultureInfo.InvariantCulture);
    }
}
