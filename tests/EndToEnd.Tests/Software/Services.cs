using Dkvm.Tests.EndToEnd.Harness;

namespace Dkvm.Tests.EndToEnd.Software;

/// <summary>The servers, one after the other.</summary>
internal static class Services
{
    private const string Postgres = "export PGPASSWORD=secret; psql -h server -U postgres -v ON_ERROR_STOP=1 -qtA";
    private const string Redis = "redis-cli -h server";
    private const string MariaDb = "mariadb -h server -uroot -psecret --skip-ssl --batch --skip-column-names";
    private const string Curl = "curl -sS --fail --retry 60 --retry-delay 1 --retry-connrefused --retry-max-time 120";

    /// <summary>
    /// HAProxy's workers serve while its master executes itself anew, which loses a signal that comes just then (20 to 30 ms after its start
    /// where nothing is emulated). The master answers when that is over.
    /// </summary>
    private const string MasterListens =
        "until (exec 3<>/dev/tcp/server/9999; echo 'show proc' >&3; read -t 20 <&3) 2>/dev/null; do sleep 0.2; done";

    private const string PostgresSum = "SELECT count(*), sum(id), md5(string_agg(word, '' ORDER BY id)) FROM t;";
    private const string MariaDbSum = "SELECT COUNT(*), SUM(id), MIN(word), MAX(word) FROM d.t;";

    public static readonly IReadOnlyList<Service> All =
    [
        new("PostgreSQL", "dkvm-test/postgres")
        {
            Options = ["-e", "POSTGRES_PASSWORD=secret"],
            Data = "/var/lib/postgresql/data",
            Ready = "ready to accept connections",
            PreparedByRunc = true,
            SurvivesKill = true,
            // The workers of a parallel query talk by shared memory: /dev/shm.
            Write = new(Runtime.Runc, "dkvm-test/postgres", $"""
                {Postgres} -c "CREATE TABLE t AS SELECT id, md5(id::text) AS word FROM generate_series(1, 5000) id;" -c "CREATE INDEX ON t (word);" \
                  -c "SET debug_parallel_query = on;" -c "{PostgresSum}"
                """, "5000|12502500|70b880b450bbc39abfdd304166b3eec1"),
            Read = new(Runtime.Dkvm, "dkvm-test/postgres", $"""{Postgres} -c "{PostgresSum}" """, "5000|12502500|70b880b450bbc39abfdd304166b3eec1"),
        },
        new("Redis", "dkvm-test/redis")
        {
            Data = "/data",
            Ready = "Ready to accept connections",
            // A save in the background is done by a child that has a copy of the memory: fork(2).
            Write = new(Runtime.Dkvm, "dkvm-test/redis", $$"""
                for i in $(seq 1000); do echo "RPUSH list $i"; done | {{Redis}} --pipe | tail -n 1
                {{Redis}} SET key value; {{Redis}} BGSAVE
                """, "errors: 0, replies: 1000\nOK\nBackground saving started"),
            Read = new(Runtime.Runc, "dkvm-test/redis", $"{Redis} GET key; {Redis} LLEN list; {Redis} LINDEX list 999", "value\n1000\n1000"),
        },
        new("MariaDB", "dkvm-test/mariadb")
        {
            // Its certificate would cost an emulated processor half a minute at each start.
            Command = ["mariadbd", "--bind-address=0.0.0.0", "--skip-name-resolve", "--disable-ssl"],
            Options = ["-e", "MARIADB_ROOT_PASSWORD=secret"],
            Data = "/var/lib/mysql",
            Ready = "ready for connections",
            PreparedByRunc = true,
            SurvivesKill = true,
            Write = new(Runtime.Dkvm, "dkvm-test/mariadb", $"""
                {MariaDb} -e "CREATE DATABASE d; USE d; CREATE TABLE t (id INT PRIMARY KEY, word CHAR(32), KEY (word)) ENGINE=InnoDB;
                  INSERT INTO t SELECT seq, MD5(seq) FROM seq_1_to_2000; {MariaDbSum}"
                """, "2000\t2001000\t0004d0b59e19461ff126e3a08a814c33\tffeed84c7cb1ae7bf4ec4bd78275bb98"),
            Read = new(Runtime.Runc, "dkvm-test/mariadb", $"""{MariaDb} -e "{MariaDbSum}" """,
                "2000\t2001000\t0004d0b59e19461ff126e3a08a814c33\tffeed84c7cb1ae7bf4ec4bd78275bb98"),
        },
        new("nginx", Image.Nginx)
        {
            Options = ["-v", Script("site.conf") + ":/etc/nginx/conf.d/site.conf:ro"],
            Data = "/srv",
            Write = new(Runtime.Dkvm, "dkvm-test/tools", $"""
                head -c 3000000 /dev/zero | tr '\0' x > /tmp/body
                {Curl} -T /tmp/body http://server:8080/kept && {Curl} http://server:8080/kept | cmp - /tmp/body && echo same
                """, "same"),
            Read = new(Runtime.Runc, "dkvm-test/tools", $"{Curl} http://server:8080/kept | wc -c", "3000000"),
        },
        new("memcached", "dkvm-test/memcached")
        {
            // Its memory is a file that it maps; USR1 has it note where in it what is, and when. What was noted in the second in
            // which it starts again, or in the next, it does not believe.
            Options = ["--stop-signal", "USR1"],
            Command = ["sh", "-c", "sleep 2; exec memcached -vv -m 64 -e /data/memory"],
            Data = "/data",
            Ready = "server listening",
            Tries = 2, // "do not use this on a file system": its own tests, t/restart.t
            Write = new(Runtime.Runc, Image.Debian, Memcached(@"set key 0 0 5\r\nvalue\r\nincr none 1\r\nquit\r\n"), "STORED\nNOT_FOUND"),
            Read = new(Runtime.Dkvm, Image.Debian, Memcached(@"get key\r\nquit\r\n"), "VALUE key 0 5\nvalue\nEND"),
        },
        new("HAProxy", "dkvm-test/haproxy")
        {
            Options = ["-v", Script("haproxy.cfg") + ":/usr/local/etc/haproxy/haproxy.cfg:ro"],
            Command = ["haproxy", "-W", "-db", "-S", "0.0.0.0:9999", "-f", "/usr/local/etc/haproxy/haproxy.cfg"],
            Companion = ["--name", "backend", Image.Nginx],
            Write = new(Runtime.Runc, "dkvm-test/tools", $"{Curl} http://server:8080/ | grep -o '<title>.*</title>'; {MasterListens}", "<title>Welcome to nginx!</title>"),
            Read = new(Runtime.Dkvm, "dkvm-test/tools",
                $"{Curl} -o /dev/null -D - http://server:8080/ | grep -i '^x-through' | tr -d '\\r'; {MasterListens}", "x-through: HAProxy"),
        },
        new("Python", "dkvm-test/python")
        {
            Options = ["-v", Script("server.py") + ":/server.py:ro"],
            Command = ["python3", "-u", "/server.py"],
            Data = "/data",
            Ready = "serving",
            SurvivesKill = true,
            Write = new(Runtime.Dkvm, "dkvm-test/tools",
                $"for i in 1 2 3 4 5; do {Curl} -d value$i http://server:8000/key$i & done; wait; {Curl} http://server:8000/processes; {Curl} http://server:8000/threads",
                "stored\nstored\nstored\nstored\nstored\n[0, 1, 4, 9, 16, 25] Linux\n4 threads counted 4000"),
            Read = new(Runtime.Runc, "dkvm-test/tools", $"for i in 1 5; do {Curl} http://server:8000/key$i; done", "value1\nvalue5"),
            ExitCode = 7,
        },
    ];

    private static string Script(string name) => $"{Repository.Root}/tests/EndToEnd.Tests/Software/{name}";

    /// <summary>Bash speaks TCP itself.</summary>
    private static string Memcached(string request) =>
        $@"exec 3<>/dev/tcp/server/11211 && printf '{request}' >&3 && tr -d '\r' <&3";
}
