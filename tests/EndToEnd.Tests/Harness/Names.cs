namespace Dkvm.Tests.EndToEnd.Harness;

/// <summary>What runc does is what a user expects of dkvm: the same test for both, and runc proves the expectation.</summary>
internal static class Runtime
{
    public const string Runc = "runc";
    public const string Dkvm = "dkvm";
}

/// <summary>The images of tests/images.</summary>
internal static class Image
{
    public const string Scratch = "dkvm-test/scratch";
    public const string Busybox = "dkvm-test/busybox";
    public const string Debian = "dkvm-test/debian";
    public const string Systemd = "dkvm-test/systemd";
    public const string Docker = "dkvm-test/docker";
    public const string Nginx = "dkvm-test/nginx";

    /// <summary>Has openssl, too.</summary>
    public const string Postgres = "dkvm-test/postgres";
}
