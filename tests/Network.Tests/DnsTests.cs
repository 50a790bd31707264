using System.Net;
using System.Net.Sockets;
using Dkvm.Protocol.Streams;

namespace Dkvm.Tests.Network;

/// <summary>Docker's DNS server, in the container's namespace, asked from the guest's.</summary>
public sealed class DnsTests : IDisposable
{
    private const string Server = "127.0.0.11";
    private const int ServFail = 2;

    private readonly NetworkNamespace _guest = new("guest");
    private readonly NetworkNamespace _container = new("container");

    public DnsTests()
    {
        _container.Run("sysctl", "-qw", "net.ipv4.ip_local_port_range=65024 65535");
        // getent asks for IPv4 addresses only where the namespace has one, AI_ADDRCONFIG in getaddrinfo(3).
        _guest.Ip("addr add 172.30.0.2/32 dev lo");
    }

    public void Dispose()
    {
        _guest.Dispose();
        _container.Dispose();
    }

    [Theory]
    [InlineData("")]
    [InlineData("options use-vc\n")] // over TCP, resolv.conf(5)
    public void The_guests_resolver_finds_a_container_by_name(string options)
    {
        using var server = new DnsServer(_container);
        using var pair = new DnsPair(_guest, _container);

        var output = Resolve($"nameserver {Server}\n{options}", "ahostsv4", "web.test");

        Assert.StartsWith("10.9.8.7 ", output);
        Assert.InRange(((IPEndPoint)server.LastAsker!).Port, 65024, 65535);
    }

    [Fact]
    public void An_unknown_name_is_unknown()
    {
        using var server = new DnsServer(_container);
        using var pair = new DnsPair(_guest, _container);

        Assert.Equal("", Resolve($"nameserver {Server}\n", "ahostsv4", "nobody.test"));
    }

    [Fact]
    public void Each_of_many_askers_gets_the_answer_to_its_own_question()
    {
        using var server = new DnsServer(_container);
        using var pair = new DnsPair(_guest, _container);
        var sockets = Enumerable.Range(0, 100).Select(_ => _guest.Udp("127.0.0.1", 0)).ToList();

        var questions = sockets.Select((_, i) => DnsServer.Question(i % 2 == 0 ? "web.test" : $"nobody{i}.test", id: (ushort)(i / 4))).ToList();
        for (var i = 0; i < sockets.Count; i++)
            sockets[i].SendTo(questions[i], new IPEndPoint(IPAddress.Parse(Server), 53));

        for (var i = 0; i < sockets.Count; i++)
        {
            var answer = Receive(sockets[i]);
            Assert.Equal(questions[i][..2], answer[..2]);
            Assert.Equal(questions[i][12..], answer[12..questions[i].Length]);
        }
        sockets.ForEach(s => s.Dispose());
    }

    [Fact]
    public void Questions_over_one_connection_are_all_answered_even_with_60_000_bytes()
    {
        using var server = new DnsServer(_container);
        using var pair = new DnsPair(_guest, _container);
        using var client = ConnectTcp();

        // The second arrives in two pieces.
        var second = DnsServer.Framed(DnsServer.Question("web.test", type: 16, id: 2));
        client.Write([.. DnsServer.Framed(DnsServer.Question("web.test", id: 1)), .. second[..5]]);
        client.Write(second[5..]);

        var answers = new[] { ReadMessage(client), ReadMessage(client) }.OrderBy(a => a[1]).ToList();
        Assert.Equal([10, 9, 8, 7], answers[0][^4..]);
        Assert.Equal(60_000, answers[1].Count(b => b == 60) - 1); // one in the time to live
    }

    [Fact]
    public void A_truncated_answer_stays_truncated()
    {
        using var server = new DnsServer(_container);
        using var pair = new DnsPair(_guest, _container);

        Assert.Equal(2, AskUdp(DnsServer.Question("web.test", type: 16))[2] & 2);
    }

    [Fact]
    public void Where_nobody_listens_the_asker_is_told_at_once()
    {
        using var pair = new DnsPair(_guest, _container, lifetime: TimeSpan.FromMinutes(1));
        using var client = ConnectTcp();

        var overUdp = AskUdp(DnsServer.Question("web.test", id: 9));
        client.Write(DnsServer.Framed(DnsServer.Question("web.test", id: 9)));
        var overTcp = ReadMessage(client);

        foreach (var answer in new[] { overUdp, overTcp })
        {
            Assert.Equal([0, 9], answer[..2]);
            Assert.Equal(0x80, answer[2] & 0x80);
            Assert.Equal(ServFail, answer[3] & 0x0f);
        }
    }

    [Fact]
    public void What_a_hostile_guest_sends_is_dropped_and_the_next_question_is_answered()
    {
        using var server = new DnsServer(_container);
        using var pair = new DnsPair(_guest, _container);
        var question = DnsServer.Question("web.test");
        var answer = question.ToArray();
        answer[2] |= 0x80;

        pair.FromHostileGuest(Frame.Encode(FrameKind.Dns, channel: 0, session: 1, [1, 2, 3]));
        pair.FromHostileGuest(Frame.Encode(FrameKind.Dns, channel: 0, session: 1, answer));
        pair.FromHostileGuest(Frame.Encode(FrameKind.Dns, channel: 2, session: 1, question));
        pair.FromHostileGuest(Frame.Encode(FrameKind.Dns, channel: 1, session: 1, new byte[4097]));
        Assert.Equal([10, 9, 8, 7], AskUdp(question)[^4..]);
        Assert.Equal(0, OpenInContainer());
    }

    [Fact]
    public void A_flood_of_questions_ties_up_no_more_than_128_sockets_and_only_for_their_lifetime()
    {
        using var server = new DnsServer(_container);
        using var pair = new DnsPair(_guest, _container, lifetime: TimeSpan.FromSeconds(2));

        for (uint number = 1; number <= 1000; number++)
            pair.FromHostileGuest(Frame.Encode(FrameKind.Dns, 0, 1_000_000 + number, DnsServer.Question("silent.test")));
        Assert.Equal([10, 9, 8, 7], AskUdp(DnsServer.Question("web.test"))[^4..]);
        Assert.InRange(OpenInContainer(), 1, 128);

        Assert.True(SpinWait.SpinUntil(() => OpenInContainer() == 0, TimeSpan.FromSeconds(10)));
    }

    [Fact]
    public void A_guest_that_takes_no_answers_cannot_ask()
    {
        using var server = new DnsServer(_container);
        using var pair = new DnsPair(_guest, _container) { Congested = true };

        pair.FromHostileGuest(Frame.Encode(FrameKind.Dns, 0, 1_000_000, DnsServer.Question("silent.test")));
        using var client = _guest.Udp("127.0.0.1", 0);
        client.SendTo(DnsServer.Question("web.test"), new IPEndPoint(IPAddress.Parse(Server), 53));
        client.ReceiveTimeout = 300;
        Assert.Throws<SocketException>(() => Receive(client));
        Assert.Equal(0, OpenInContainer());

        pair.Congested = false;
        Assert.Equal([10, 9, 8, 7], AskUdp(DnsServer.Question("web.test"))[^4..]);
    }

    [Fact]
    public void Answers_that_nobody_waits_for_are_dropped()
    {
        using var server = new DnsServer(_container);
        using var pair = new DnsPair(_guest, _container);

        pair.FromContainer(Frame.Encode(FrameKind.Dns, 0, 4711, DnsServer.Question("web.test")));

        Assert.Equal([10, 9, 8, 7], AskUdp(DnsServer.Question("web.test"))[^4..]);
    }

    [Theory]
    [InlineData(new byte[] { 0, 3, 1, 2, 3 })] // shorter than a header
    [InlineData(new byte[] { 255, 255 })] // longer than any question
    public void A_connection_that_breaks_the_rules_is_closed(byte[] bytes)
    {
        using var pair = new DnsPair(_guest, _container);
        using var client = ConnectTcp();

        client.Write(bytes);

        Assert.True(IsClosed(client));
    }

    [Fact]
    public void A_connection_that_says_nothing_is_closed_after_its_lifetime()
    {
        using var pair = new DnsPair(_guest, _container, lifetime: TimeSpan.FromMilliseconds(200));
        using var client = ConnectTcp();

        Assert.True(IsClosed(client));
    }

    private string Resolve(string resolvConf, params string[] arguments)
    {
        // ip-netns(8) mounts files from here over those in /etc.
        var folder = $"/etc/netns/{_guest.Name}";
        Directory.CreateDirectory(folder);
        try
        {
            File.WriteAllText($"{folder}/resolv.conf", resolvConf);
            File.WriteAllText($"{folder}/nsswitch.conf", "hosts: dns\n");
            return Command.Try("ip", ["netns", "exec", _guest.Name, "getent", .. arguments]).Output;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private byte[] AskUdp(byte[] question) => _guest.AskUdp(Server, 53, question).Answer;

    private NetworkStream ConnectTcp() => _guest.Do(() =>
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.ReceiveTimeout = (int)Peer.Patience.TotalMilliseconds;
        socket.Connect(Server, 53);
        return new NetworkStream(socket, ownsSocket: true);
    });

    private static byte[] Receive(Socket socket)
    {
        var datagram = new byte[65536];
        return datagram[..socket.Receive(datagram)];
    }

    private static byte[] ReadMessage(NetworkStream stream)
    {
        var length = new byte[2];
        stream.ReadExactly(length);
        var message = new byte[length[0] << 8 | length[1]];
        stream.ReadExactly(message);
        return message;
    }

    private static bool IsClosed(NetworkStream stream)
    {
        try
        {
            return stream.Read(new byte[1]) == 0;
        }
        catch (IOException e) when (e.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionReset })
        {
            return true;
        }
    }

    /// <summary>UDP sockets of the container that are connected to the server, proc_net_udp: remote 127.0.0.11:53.</summary>
    private int OpenInContainer() => _container.Run("cat", "/proc/net/udp").Split('\n').Count(l => l.Contains(" 0B00007F:0035 01"));
}
