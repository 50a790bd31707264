using Akka.Dispatch;

namespace Akka.Event;

/// <summary>What loggers ask of their mailbox; here every mailbox will do.</summary>
public interface ILoggerMessageQueueSemantics : ISemantics;
