namespace Akka.Configuration.Hocon;

/// <summary>include "name", include file("name"), include required(...).</summary>
internal sealed record HoconInclude(string Name, bool IsRequired)
{
    /// <summary>Null when what follows is an ordinary key, be it one called include.</summary>
    public static HoconInclude TryRead(HoconReader reader)
    {
        if (!LooksLikeInclude(reader)) return null;
        reader.TakeIf("include");
        reader.TakeBlanks();
        var required = TakeOpening(reader, "required");
        var file = TakeOpening(reader, "file");
        if (reader.Peek != '"') throw new HoconException("include: expected a file's name in quotes, file(\"…\") or required(…)", reader.Here);
        var name = reader.TakeQuoted();
        if (file) TakeClosing(reader);
        if (required) TakeClosing(reader);
        return new HoconInclude(name, required);
    }

    /// <summary>Null when the document does not exist and need not.</summary>
    public HoconRoot Load(Func<string, HoconRoot> callback, HoconOrigin origin)
    {
        if (callback is null) throw new HoconException($"include \"{Name}\": this text has no place to include from", origin);
        var root = callback(Name);
        if (root is null && IsRequired) throw new HoconException($"include \"{Name}\": not found", origin);
        return root;
    }

    private static bool LooksLikeInclude(HoconReader reader) =>
        reader.LooksAt("include \"") || reader.LooksAt("include\t\"") || reader.LooksAt("include\"")
        || reader.LooksAt("include file(") || reader.LooksAt("include required(")
        || reader.LooksAt("include url(") || reader.LooksAt("include classpath(");

    private static bool TakeOpening(HoconReader reader, string word)
    {
        if (!reader.TakeIf(word + "(")) return false;
        reader.TakeBlanks();
        return true;
    }

    private static void TakeClosing(HoconReader reader)
    {
        reader.TakeBlanks();
        if (!reader.TakeIf(")")) throw new HoconException("include: expected ')'", reader.Here);
    }
}
