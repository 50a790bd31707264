using System.Text;
using Dkvm.Linux;

namespace Dkvm.Tests.Linux;

/// <summary>What cp -a keeps is the reference.</summary>
[Collection(nameof(Alone))]
public sealed class TreeCopyTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("dkvm-copy-").FullName;

    public TreeCopyTests() => Shell("mkdir from ours theirs");

    public void Dispose() => Shell("rm -rf from ours theirs; rmdir \"$PWD\""); // a name is no text

    [Fact]
    public void A_copy_is_what_cp_makes()
    {
        Shell("""
            cd from; mkdir -p a/b empty; echo text >a/file; chmod 4711 a/file; chown 12:34 a/file a; chmod 1777 empty
            ln a/file a/b/linked; ln -s ../nowhere a/link; chown -h 5:6 a/link; mkfifo a/pipe; mknod a/null c 1 3
            printf 'name\nwith\377bytes' | { name=$(cat); echo odd >"a/$name"; }
            truncate -s 10m a/sparse; printf x | dd of=a/sparse bs=1 seek=5000000 conv=notrunc 2>/dev/null; : >a/nothing
            touch -d '2001-02-03 04:05:06.789' a/file a/b a; chmod 750 .
            """);
        Shell("cp -a from/. theirs");

        Copy();

        Assert.Equal(Listing("theirs"), Listing("ours"));
        Assert.Equal("1\n", Shell("stat -c %i ours/a/file ours/a/b/linked | uniq | wc -l"));
        Assert.True(int.Parse(Shell("stat -c %b ours/a/sparse")) < 1000, "holes were filled");
    }

    [Fact]
    public void A_copy_that_was_cut_short_can_be_made_again()
    {
        Shell("mkdir from/a; echo new >from/a/file; ln -s x from/link; mkdir ours/a; echo half >ours/a/file; ln -s y ours/link; cp -a from/. theirs");

        Copy();

        Assert.Equal(Listing("theirs"), Listing("ours"));
    }

    [Fact]
    public void What_the_target_has_besides_stays()
    {
        Shell("echo new >from/a; mkdir ours/lost+found");

        Copy();

        Assert.Equal("a\nlost+found\n", Shell("ls ours"));
    }

    private void Copy()
    {
        var (from, to) = (FileNode.TryOpenAt(-100, $"{_folder}/from", Descriptor.ReadOnly), FileNode.TryOpenAt(-100, $"{_folder}/ours", Descriptor.ReadOnly));
        TreeCopy.Copy(from, to);
        Descriptor.Close(from);
        Descriptor.Close(to);
    }

    /// <summary>Kind and mode, owner, size, content of links, modification time and name; and the files' content.</summary>
    private string Listing(string name) => Shell(
        $"cd {name}; find . -printf '%M %U:%G %s %l %TY-%Tm-%Td %TT %p\\n' | grep -v ' [.]$' | LC_ALL=C sort; stat -c '%a' .; find . -type f -exec md5sum {{}} + | LC_ALL=C sort");

    private string Shell(string script)
    {
        var output = MemoryFile.Create("output", 0);
        var nothing = Descriptor.Open("/dev/null", Descriptor.ReadOnly);
        var code = RunToEnd.Run("/bin/bash", ["-ec", $"cd {_folder}; {script}"], [nothing, output, 2]);
        Descriptor.Close(nothing);
        _ = Descriptor.TrySeek(output, 0, Descriptor.FromStart);
        var bytes = new byte[64 * 1024];
        var length = Descriptor.Read(output, bytes);
        Descriptor.Close(output);
        return code == 0 ? Encoding.Latin1.GetString(bytes, 0, length) : throw new InvalidOperationException($"{code}: {script}");
    }
}
