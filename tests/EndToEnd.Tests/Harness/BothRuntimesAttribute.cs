using System.Reflection;
using Xunit.Sdk;

namespace Dkvm.Tests.EndToEnd.Harness;

/// <summary>A row of a theory for runc and one for dkvm; the runtime is the first argument.</summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class BothRuntimesAttribute(params object[] arguments) : DataAttribute
{
    public override IEnumerable<object[]> GetData(MethodInfo testMethod) =>
        [[Runtime.Runc, .. arguments], [Runtime.Dkvm, .. arguments]];
}
