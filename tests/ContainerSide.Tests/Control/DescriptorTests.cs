using System.Text;
using Dkvm.Linux;
using Dkvm.Protocol.Control;

namespace Dkvm.Tests.ContainerSide.Control;

public class DescriptorTests
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(1);

    [Fact]
    public void Descriptors_come_with_a_line_and_work()
    {
        using var server = new TestServer(new Command("write", call =>
        {
            var fds = call.TakeDescriptors();
            for (var i = 0; i < fds.Count; i++)
            {
                Descriptor.WriteAll(fds[i], Encoding.ASCII.GetBytes($"{i}"));
                Descriptor.Close(fds[i]);
            }
            call.Return(json => json.WriteNumberValue(fds.Count));
        }));
        using var client = server.Connect();
        var pipes = Enumerable.Range(0, 3).Select(_ => Descriptor.Pipe()).ToList();
        var line = ControlWriter.Request("write");
        Assert.Equal(line.Length, UnixSocket.Send(client.Descriptor, line, [.. pipes.Select(p => p.Write)]));
        foreach (var (_, write) in pipes)
            Descriptor.Close(write);
        Assert.Equal(3, Assert.IsType<ControlAnswer.Return>(client.Next(Long)).Value.GetInt32());
        for (var i = 0; i < pipes.Count; i++)
        {
            var buffer = new byte[8];
            Assert.Equal(1, Descriptor.Read(pipes[i].Read, buffer));
            Assert.Equal('0' + i, buffer[0]);
            Assert.Equal(0, Descriptor.Read(pipes[i].Read, buffer));
            Descriptor.Close(pipes[i].Read);
        }
    }

    [Fact]
    public void Descriptors_that_no_command_takes_are_closed_with_the_connection()
    {
        using var server = new TestServer(new Command("ignore", call => call.Return()));
        using var client = server.Connect();
        var (read, write) = Descriptor.Pipe();
        UnixSocket.Send(client.Descriptor, ControlWriter.Request("ignore"), [write]);
        Descriptor.Close(write);
        Assert.IsType<ControlAnswer.Return>(client.Next(Long));
        Assert.Equal(0, Descriptor.Read(read, new byte[1]));
        Descriptor.Close(read);
    }

    [Fact]
    public void A_client_cannot_pile_up_descriptors()
    {
        using var server = new TestServer(new Command("wait", call => call.OnRequest = _ => { }));
        using var client = new RawClient(server.Socket);
        var (read, write) = Descriptor.Pipe();
        client.Write("{\"command\": \"wait\"}\n");
        int[] many = [.. Enumerable.Repeat(write, UnixSocket.MaxDescriptors)];
        for (var i = 0; i < 3 && UnixSocket.Send(client.Descriptor, "{\"command\": \"more\"}\n"u8, many) > 0; i++)
        {
        }
        Descriptor.Close(write);
        Assert.Contains("too many descriptors", client.ErrorAtTheEnd());
        Assert.Equal(0, Descriptor.Read(read, new byte[1])); // all copies are closed
        Descriptor.Close(read);
    }
}
