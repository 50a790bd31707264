using System.Buffers.Binary;
using System.Net;
using System.Runtime.InteropServices;
using static Dkvm.Linux.Netlink.Rtnetlink;

namespace Dkvm.Linux.Netlink;

/// <remarks>
/// Traffic control names: include/uapi/linux/pkt_sched.h, pkt_cls.h, tc_act/tc_mirred.h. Only u32 and mirred are used,
/// because every kernel with containers on it has them; matchall, flower and gact are often left out.
/// </remarks>
public sealed partial class RouteNetlink
{
    private const uint TC_H_INGRESS = 0xFFFFFFF1;
    private const uint IngressHandle = 0xFFFF0000;
    private const ushort TCA_KIND = 1;
    private const ushort TCA_OPTIONS = 2;
    private const ushort TCA_U32_CLASSID = 1;
    private const ushort TCA_U32_SEL = 5;
    private const ushort TCA_U32_ACT = 7;
    private const byte TC_U32_TERMINAL = 1;
    private const ushort TCA_ACT_KIND = 1;
    private const ushort TCA_ACT_OPTIONS = 2;
    private const ushort TCA_MIRRED_PARMS = 2;
    private const int TCA_EGRESS_REDIR = 1;
    private const int TCA_EGRESS_MIRROR = 2;
    private const int TC_ACT_OK = 0;
    private const int TC_ACT_STOLEN = 4;

    /// <summary>struct tcmsg, rtnetlink(7).</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct TrafficHeader
    {
        public byte Family;
        public int Index;
        public uint Handle;
        public uint Parent;
        public uint Info;
    }

    /// <summary>struct tc_mirred.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Mirred
    {
        public uint Index;
        public uint Capabilities;
        public int Action;
        public int ReferenceCount;
        public int BindCount;
        public int EgressAction;
        public int Target;
    }

    /// <summary>Adds the ingress queueing discipline, to which filters are attached; EEXIST where there is one.</summary>
    public void AddIngress(int linkIndex) => _socket.Execute(
        new NetlinkMessage(RTM_NEWQDISC, NLM_F_ACK | NLM_F_CREATE | NLM_F_EXCL, $"add ingress qdisc to interface {linkIndex}")
            .Body(new TrafficHeader { Index = linkIndex, Handle = IngressHandle, Parent = TC_H_INGRESS })
            .Add(TCA_KIND, "ingress"));

    /// <summary>Removes the ingress queueing discipline with all its filters.</summary>
    public void DeleteIngress(int linkIndex) => _socket.Execute(
        new NetlinkMessage(RTM_DELQDISC, NLM_F_ACK, $"remove ingress qdisc from interface {linkIndex}")
            .Body(new TrafficHeader { Index = linkIndex, Handle = IngressHandle, Parent = TC_H_INGRESS }));

    public void Add(int linkIndex, U32Filter filter)
    {
        var message = new NetlinkMessage(
                RTM_NEWTFILTER, NLM_F_ACK | NLM_F_CREATE | NLM_F_EXCL, $"add filter {filter.Priority} to interface {linkIndex}")
            .Body(new TrafficHeader
            {
                Index = linkIndex,
                Parent = IngressHandle,
                Info = (uint)filter.Priority << 16 | (ushort)IPAddress.HostToNetworkOrder((short)filter.EtherType),
            })
            .Add(TCA_KIND, "u32");
        using (message.Nest(TCA_OPTIONS))
        {
            // A class that is never used makes a filter without action final: TC_ACT_OK.
            message.Add(TCA_U32_CLASSID, IngressHandle | 1);
            message.Add(TCA_U32_SEL, Selector(filter.Matches));
            if (filter.Verdict != U32Verdict.Pass)
                AddMirred(message, filter);
        }
        _socket.Execute(message);
    }

    private static void AddMirred(NetlinkMessage message, U32Filter filter)
    {
        var redirect = filter.Verdict == U32Verdict.Redirect;
        var parameters = new Mirred
        {
            Action = redirect ? TC_ACT_STOLEN : TC_ACT_OK,
            EgressAction = redirect ? TCA_EGRESS_REDIR : TCA_EGRESS_MIRROR,
            Target = filter.TargetLink,
        };
        using (message.Nest(TCA_U32_ACT))
        using (message.Nest(1)) // the first action
        {
            message.Add(TCA_ACT_KIND, "mirred");
            using (message.Nest(TCA_ACT_OPTIONS))
                message.Add(TCA_MIRRED_PARMS, MemoryMarshal.AsBytes(new ReadOnlySpan<Mirred>(in parameters)));
        }
    }

    /// <summary>struct tc_u32_sel, 16 bytes, followed by struct tc_u32_key, 16 bytes each.</summary>
    private static byte[] Selector(U32Match[] matches)
    {
        var bytes = new byte[16 + 16 * matches.Length];
        bytes[0] = TC_U32_TERMINAL;
        bytes[2] = (byte)matches.Length;
        for (var i = 0; i < matches.Length; i++)
        {
            var key = bytes.AsSpan(16 + 16 * i);
            BinaryPrimitives.WriteUInt32BigEndian(key, matches[i].Mask);
            BinaryPrimitives.WriteUInt32BigEndian(key[4..], matches[i].Value & matches[i].Mask);
            BinaryPrimitives.WriteInt32LittleEndian(key[8..], matches[i].Offset);
        }
        return bytes;
    }
}
