using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;
using Dkvm.Actors.Guest;
using Dkvm.Actors.Lifecycle;
using Dkvm.Actors.Network;
using Dkvm.Actors.Ports;
using Dkvm.Actors.Qemu;
using Dkvm.Actors.Shutdown;
using Dkvm.Actors.Virtiofsd;
using Dkvm.Actors.Vm;
using Dkvm.Contract;

namespace Dkvm.Tests.Actors;

/// <summary>Every table, tried with every state and every event.</summary>
public static class LifecycleTables
{
    public sealed record Table(string Name, IReadOnlyList<object> States, IReadOnlyList<object> Events, Func<object, object, (object State, IReadOnlyList<Effect> Effects)> Next);

    public static IReadOnlyList<Table> All =>
    [
        Make<VmState>("vm", [typeof(VmEvent), typeof(StopAsked)], VmLifecycle.Next, [Deadline.Hold, Deadline.Unmount, Deadline.Cut]),
        Make<NetworkState>("network", [typeof(NetworkEvent)], (s, e) => NetworkLifecycle.Next(s, e, tries: 3),
            [Deadline.NetworkRetry, Deadline.NetworkSettle, Deadline.NetworkStep]),
        Make<VirtiofsdState>("virtiofsd", [typeof(VirtiofsdEvent)], VirtiofsdLifecycle.Next, [Deadline.Cut]),
        Make<QemuState>("qemu", [typeof(QemuEvent), typeof(QemuSaid)], QemuNext, [Deadline.Qmp, Deadline.Boot, Deadline.BootKvm, Deadline.BootWarm, Deadline.Quit]),
        Make<GuestState>("guest", [typeof(GuestEvent), typeof(GuestSaid)], GuestNext, [Deadline.Start, Deadline.Cut]),
        Make<ExecState>("exec", [typeof(ExecEvent), typeof(ExecSaid)], ExecNext, [Deadline.ExecWait]),
        Make<ShutdownState>("shutdown", [typeof(StopAsked), typeof(PassOver)], ShutdownLifecycle.Next,
            [Deadline.PowerButton, Deadline.AgentShutdown, Deadline.StopQuit]),
    ];

    public static string Render()
    {
        var text = new StringBuilder(
            """
            # Life cycles

            Generated from the tables in `src/Actors` by a test, which fails when this is stale. A row is an event, a column a
            state; a cell names the state that follows (· is the same one) and what the actor does. "complains" is a line in
            the log: the event makes no sense there.

            """);
        foreach (var table in All)
        {
            text.Append($"\n## {table.Name}\n\n| event | {string.Join(" | ", table.States.Select(Name))} |\n|---|{string.Concat(table.States.Select(_ => "---|"))}\n");
            foreach (var e in table.Events)
                text.Append($"| {Name(e)} | {string.Join(" | ", table.States.Select(s => Cell(table, s, e)))} |\n");
        }
        return text.ToString();
    }

    private static string Cell(Table table, object state, object e)
    {
        var (next, effects) = table.Next(state, e);
        var to = next.GetType() == state.GetType() ? "·" : $"**{Name(next)}**";
        var does = string.Join(", ", effects.Select(x => x switch
        {
            Complain => "complains",
            Arm arm => $"arm {arm.Deadline}",
            Report report => $"tell {Name(report.Message)}",
            Fail => "fail",
            _ => Words(x.GetType().Name),
        }));
        return does.Length > 0 ? $"{to} {does}" : to;
    }

    private static Step<QemuState> QemuNext(QemuState state, object e) =>
        QemuLifecycle.Next(state, e is QemuSaid said ? new QemuEvent.Said(1, said) : e);

    private static Step<GuestState> GuestNext(GuestState state, object e) =>
        GuestLifecycle.Next(state, e is GuestSaid said ? new GuestEvent.Said(1, said) : e);

    private static Step<ExecState> ExecNext(ExecState state, object e) =>
        ExecLifecycle.Next(state, e is ExecSaid said ? new ExecEvent.Said(said) : e);

    private static Table Make<TState>(string name, Type[] events, Func<TState, object, Step<TState>> next, Deadline[] deadlines)
        where TState : class =>
        new(name,
            [.. Instances(typeof(TState))],
            [.. events.SelectMany(Instances), .. deadlines.Select(d => new Late(d))],
            (s, e) =>
            {
                var step = next((TState)s, e);
                return (step.State, step.Effects);
            });

    private static IEnumerable<object> Instances(Type type) =>
        type.IsAbstract ? type.GetNestedTypes().Where(t => t.IsAssignableTo(type) && t.Name != "Said").Select(Instance) : [Instance(type)];

    /// <summary>With the plainest value for each parameter: 1, "x", null, an empty list.</summary>
    private static object Instance(Type type)
    {
        var constructor = type.GetConstructors(BindingFlags.Public | BindingFlags.Instance).OrderByDescending(c => c.GetParameters().Length).First();
        return constructor.Invoke([.. constructor.GetParameters().Select(p => Plain(p.ParameterType))]);
    }

    private static object? Plain(Type type) =>
        type == typeof(int) ? 1
        : type == typeof(string) ? "x"
        : Nullable.GetUnderlyingType(type) is not null ? null
        : type == typeof(bool) ? true
        : type.IsValueType ? Activator.CreateInstance(type)
        : type == typeof(NetworkSetup) ? new NetworkSetup(new NetworkPlan(), [])
        : type == typeof(NetworkChange) ? NetworkChange.Between(new(new NetworkPlan(), []), new(new NetworkPlan(), [new Tap(1, 1)])).Next
        : type == typeof(Saving) ? null // a VM that runs is being saved only in tests of that
        : type == typeof(GuestSaid.Started) ? new GuestSaid.Started("x", [])
        : type.Name.StartsWith("ImmutableList") ? type.GetField("Empty")!.GetValue(null)
        : type.IsInterface ? null
        : RuntimeHelpers.GetUninitializedObject(type);

    private static string Name(object o) => o is Late late ? $"late {late.Deadline}" : o.GetType().Name;

    private static string Words(string pascal) =>
        string.Concat(pascal.Select((c, i) => i > 0 && char.IsUpper(c) ? $" {char.ToLowerInvariant(c)}" : $"{char.ToLowerInvariant(c)}"));
}
