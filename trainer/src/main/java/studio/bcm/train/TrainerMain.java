package studio.bcm.train;

import java.io.PrintStream;
import java.util.concurrent.atomic.AtomicBoolean;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import studio.bcm.UserException;
import studio.bcm.task.CancelledException;
import studio.bcm.task.Progress;

/**
 * The trainer as a command of its own. It runs in a process apart from the editor's: libtorch and ONNX Runtime need CUDA
 * libraries of different versions.
 */
@Command(name = "bcm-trainer", mixinStandardHelpOptions = true, description = "Trains models for BCM Studio.")
public final class TrainerMain {
    private static final int FAILED = 1;

    private TrainerMain() {
    }

    public static void main(String[] args) {
        Thread main = Thread.currentThread();
        AtomicBoolean stop = new AtomicBoolean();
        AtomicBoolean over = new AtomicBoolean();
        // A request to end is waited for until the checkpoint is written.
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            stop.set(true);
            try {
                if (!over.get()) {
                    main.join(60_000);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }));
        CommandLine commands = new CommandLine(new TrainerMain());
        commands.addSubcommand(new TrainCommand(() -> new Lines(System.err, stop)));
        commands.addSubcommand(new TrainClassifierCommand(() -> new Lines(System.err, stop)));
        commands.addSubcommand(new TrainTracesCommand(() -> new Lines(System.err, stop)));
        commands.addSubcommand(new ExportCommand());
        commands.setExecutionExceptionHandler((e, line, parsed) -> {
            if (e instanceof CancelledException) {
                System.err.println("Stopped.");
            } else if (e instanceof UserException) {
                System.err.println(e.getMessage());
            } else {
                e.printStackTrace();
            }
            return FAILED;
        });
        int code = commands.execute(args);
        over.set(true);
        if (!stop.get()) {
            System.exit(code);
        }
    }

    private record Lines(PrintStream out, AtomicBoolean stop) implements Progress {
        @Override
        public void report(long done, long total, String message) {
            if (message.startsWith("Reading") && done % 100 != 0 && done != total) {
                return;
            }
            out.printf("%3d %%  %s%n", 100 * done / total, message);
        }

        @Override
        public void note(String message) {
            out.println(message);
        }

        @Override
        public boolean isCancelled() {
            return stop.get();
        }
    }
}
