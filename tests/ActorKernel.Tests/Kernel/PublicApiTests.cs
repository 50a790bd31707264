using System.Reflection;
using System.Runtime.CompilerServices;

namespace Dkvm.Tests.ActorKernel.Kernel;

/// <summary>
/// The public surface changes only on purpose: PublicApi.txt lists it, and DKVM_UPDATE=1 writes it anew.
/// </summary>
public sealed class PublicApiTests
{
    private static readonly BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    [Fact]
    public void The_public_surface_is_the_listed_one()
    {
        var assemblies = new[] { typeof(Akka.Actor.ActorBase).Assembly, typeof(Akka.TestKit.TestKitBase).Assembly };
        var lines = assemblies.SelectMany(a => a.GetExportedTypes()).SelectMany(Describe).Distinct().Order(StringComparer.Ordinal).ToArray();
        var path = Path.Combine(Folder(), "PublicApi.txt");
        if (Environment.GetEnvironmentVariable("DKVM_UPDATE") == "1") File.WriteAllLines(path, lines);

        var listed = File.ReadAllLines(path);
        Assert.True(
            lines.SequenceEqual(listed),
            $"The public API differs from {Path.GetFileName(path)} (set DKVM_UPDATE=1 to accept):\n"
            + string.Join('\n', lines.Except(listed).Select(l => $"+ {l}").Concat(listed.Except(lines).Select(l => $"- {l}"))));
    }

    private static IEnumerable<string> Describe(Type type)
    {
        var kind = type.IsInterface ? "interface" : type.IsEnum ? "enum" : type.IsValueType ? "struct" : type.BaseType == typeof(MulticastDelegate) ? "delegate" : "class";
        yield return $"{Name(type)} ({kind})";
        if (kind == "delegate") yield break;
        foreach (var member in type.GetMembers(Declared).Where(IsVisible).Where(m => !m.IsDefined(typeof(CompilerGeneratedAttribute))))
        {
            var text = member switch
            {
                ConstructorInfo constructor => $".ctor({Parameters(constructor)})",
                MethodInfo { IsSpecialName: true } accessor when !accessor.Name.StartsWith("op_") => null,
                MethodInfo method => $"{method.Name}{Generics(method)}({Parameters(method)}) : {Name(method.ReturnType)}",
                PropertyInfo property => $"{property.Name} : {Name(property.PropertyType)}{(property.SetMethod is { } set && IsVisible(set) ? " { get; set; }" : "")}",
                FieldInfo field => $"{field.Name} : {Name(field.FieldType)}",
                EventInfo e => $"event {e.Name}",
                _ => null,
            };
            if (text is not null) yield return $"{Name(type)}.{text}";
        }
    }

    private static bool IsVisible(MemberInfo member) => member switch
    {
        MethodBase method => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly,
        FieldInfo field => field.IsPublic || field.IsFamily || field.IsFamilyOrAssembly,
        PropertyInfo property => property.GetAccessors(true).Any(IsVisible),
        EventInfo e => IsVisible(e.AddMethod),
        _ => false,
    };

    private static string Generics(MethodInfo method) =>
        method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(t => t.Name))}>" : "";

    private static string Parameters(MethodBase method) =>
        string.Join(", ", method.GetParameters().Select(p => $"{(p.IsOut ? "out " : "")}{Name(p.ParameterType)} {p.Name}{(p.IsOptional ? "?" : "")}"));

    private static string Name(Type type)
    {
        if (type.IsGenericParameter) return type.Name;
        if (type.IsByRef) return Name(type.GetElementType());
        if (type.IsArray) return $"{Name(type.GetElementType())}[]";
        if (Nullable.GetUnderlyingType(type) is { } underlying) return $"{Name(underlying)}?";
        var name = type.IsNested ? $"{Name(type.DeclaringType)}+{type.Name}" : $"{type.Namespace}.{type.Name}";
        return type.IsGenericType ? $"{name}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>" : name;
    }

    private static string Folder([CallerFilePath] string path = "") => Path.GetDirectoryName(path);
}
