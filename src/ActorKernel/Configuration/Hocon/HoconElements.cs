namespace Akka.Configuration.Hocon;

/// <summary>A piece of a value.</summary>
public interface IHoconElement
{
    bool IsString();

    string GetString();

    bool IsArray();

    IList<HoconValue> GetArray();
}

public interface IMightBeAHoconObject
{
    bool IsObject();

    HoconObject GetObject();
}

/// <summary>A piece of text.</summary>
public class HoconLiteral : IHoconElement
{
    public string Value { get; set; }

    /// <summary>Written in quotes: never null, true or a number by its looks, and its spaces count.</summary>
    internal bool IsQuoted { get; init; }

    /// <summary>Blanks between two other pieces; they count only between two pieces of text.</summary>
    internal bool IsBlank { get; init; }

    public bool IsString() => true;

    public string GetString() => Value;

    public bool IsArray() => false;

    public IList<HoconValue> GetArray() => throw new NotSupportedException("A literal is no array");

    public override string ToString() => HoconText.Quote(Value);
}

public class HoconArray : List<HoconValue>, IHoconElement
{
    public bool IsString() => false;

    public string GetString() => throw new NotSupportedException("An array is no text");

    public bool IsArray() => true;

    public IList<HoconValue> GetArray() => this;

    public override string ToString() => $"[{string.Join(",", this)}]";
}

/// <summary>${path} or ${?path}: stands for another value of the same document, else for an environment variable.</summary>
public class HoconSubstitution : IHoconElement, IMightBeAHoconObject
{
    protected HoconSubstitution() { }

    public HoconSubstitution(string path) => Path = path;

    public string Path { get; set; }

    public HoconValue ResolvedValue { get; set; }

    internal bool IsOptional { get; init; }

    internal HoconOrigin Origin { get; init; }

    /// <summary>The path as a document sees it that includes this one under a key.</summary>
    internal string PathHere { get; set; }

    public bool IsString() => ResolvedValue?.IsString() == true;

    public string GetString() => ResolvedValue?.GetString();

    public bool IsArray() => ResolvedValue?.IsArray() == true;

    public IList<HoconValue> GetArray() => ResolvedValue?.GetArray() ?? [];

    public bool IsObject() => ResolvedValue?.IsObject() == true;

    public HoconObject GetObject() => ResolvedValue?.GetObject();

    public override string ToString() => ResolvedValue?.ToString() ?? $"${{{(IsOptional ? "?" : "")}{Path}}}";
}

/// <summary>A document, parsed.</summary>
public class HoconRoot
{
    protected HoconRoot() { }

    public HoconRoot(HoconValue value) : this(value, []) { }

    public HoconRoot(HoconValue value, IEnumerable<HoconSubstitution> substitutions) => (Value, Substitutions) = (value, substitutions);

    public HoconValue Value { get; }

    public IEnumerable<HoconSubstitution> Substitutions { get; }
}
