namespace Dkvm.Tests.EndToEnd.Faults;

/// <summary>On a busy machine the container's life went on before the fault was there: nothing has been tried yet.</summary>
internal sealed class TooLateException(string why) : Exception(why);
