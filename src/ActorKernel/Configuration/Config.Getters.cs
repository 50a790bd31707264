using Akka.Configuration.Hocon;

namespace Akka.Configuration;

public partial class Config
{
    public virtual bool GetBoolean(string path, bool @default = false) => Read(path, @default, static v => v.GetBoolean());

    public virtual int GetInt(string path, int @default = 0) => Read(path, @default, static v => v.GetInt());

    public virtual long GetLong(string path, long @default = 0) => Read(path, @default, static v => v.GetLong());

    public virtual float GetFloat(string path, float @default = 0) => Read(path, @default, static v => v.GetFloat());

    public virtual double GetDouble(string path, double @default = 0) => Read(path, @default, static v => v.GetDouble());

    public virtual decimal GetDecimal(string path, decimal @default = 0) => Read(path, @default, static v => v.GetDecimal());

    /// <exception cref="HoconException">The value is an array or an object.</exception>
    public virtual string GetString(string path, string @default = null) =>
        Read(path, @default, static v => v.IsString() ? v.GetString() : throw v.Wrong("text"));

    /// <summary>A bare number is in milliseconds. Without value and default: zero.</summary>
    public virtual TimeSpan GetTimeSpan(string path, TimeSpan? @default = null, bool allowInfinite = true) =>
        Read(path, @default ?? TimeSpan.Zero, v => v.GetTimeSpan(allowInfinite));

    /// <summary>In bytes.</summary>
    public virtual long? GetByteSize(string path) => GetByteSize(path, null);

    public virtual long? GetByteSize(string path, long? def = null) => Read(path, def, static v => v.GetByteSize());

    public virtual IList<bool> GetBooleanList(string path) => ReadList(path, static v => v.GetBooleanList());

    public virtual IList<int> GetIntList(string path) => ReadList(path, static v => v.GetIntList());

    public virtual IList<long> GetLongList(string path) => ReadList(path, static v => v.GetLongList());

    public virtual IList<byte> GetByteList(string path) => ReadList(path, static v => v.GetByteList());

    public virtual IList<float> GetFloatList(string path) => ReadList(path, static v => v.GetFloatList());

    public virtual IList<double> GetDoubleList(string path) => ReadList(path, static v => v.GetDoubleList());

    public virtual IList<decimal> GetDecimalList(string path) => ReadList(path, static v => v.GetDecimalList());

    public virtual IList<string> GetStringList(string path) => ReadList(path, static v => v.GetStringList());

    public virtual IList<string> GetStringList(string path, string[] defaultPaths) =>
        Read(path, (IList<string>)defaultPaths, static v => v.GetStringList());

    private IList<T> ReadList<T>(string path, Func<HoconValue, IList<T>> read) => Read(path, (IList<T>)[], read);

    private T Read<T>(string path, T @default, Func<HoconValue, T> read)
    {
        if (Find(path) is not { } value) return @default;
        try
        {
            return read(value);
        }
        catch (HoconException e) when (e.Key is null)
        {
            throw new HoconException(e.Message[(e.Message.IndexOf(": ", StringComparison.Ordinal) + 2)..], new HoconOrigin(e.Origin, e.Line), path, e.InnerException);
        }
    }
}
