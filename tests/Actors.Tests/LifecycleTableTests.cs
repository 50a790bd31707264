using Dkvm.Actors.Lifecycle;
using Dkvm.Actors.Vm;

namespace Dkvm.Tests.Actors;

public class LifecycleTableTests
{
    [Fact]
    public void Every_table_answers_every_event_in_every_state()
    {
        foreach (var table in LifecycleTables.All)
        {
            foreach (var state in table.States)
            {
                foreach (var e in table.Events)
                    Assert.NotNull(table.Next(state, e).State);
            }
        }
    }

    [Fact]
    public void A_late_deadline_is_ignored_wherever_it_guards_nothing()
    {
        foreach (var table in LifecycleTables.All)
        {
            foreach (var state in table.States)
                Assert.DoesNotContain(table.Next(state, new Late((Deadline)(-1))).Effects, e => e is Complain);
        }
    }

    [Fact]
    public void A_VM_that_has_ended_does_nothing_any_more()
    {
        var vm = LifecycleTables.All.Single(t => t.Name == "vm");
        Assert.All(vm.Events, e => Assert.Empty(vm.Next(new VmState.Ended(), e).Effects));
    }

    [Fact]
    public void The_document_shows_the_tables_as_they_are() => Golden.Matches("docs/lifecycle.md", LifecycleTables.Render());
}
