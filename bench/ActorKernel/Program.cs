using Dkvm.Bench.ActorKernel;

if (args.Length > 0 && args[0] != "startup") BenchmarkDotNet.Running.BenchmarkSwitcher.FromAssembly(typeof(TellBenchmarks).Assembly).Run(args);
else if (args.Length > 1) StartupFigures.Print(args[1]);
else await Figures.PrintAsync();
