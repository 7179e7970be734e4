package studio.bcm.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine;

/** What all commands that run a model share: the options, the model's life, progress, and the report at the end. */
abstract class ModelCommand implements Callable<Integer> {
    @Spec
    CommandSpec spec;

    @Mixin
    ModelOptions model;

    @Mixin
    CommonOptions common;

    private final Console console;

    ModelCommand(Console console) {
        this.console = console;
    }

    /** Refuses wrong usage and outputs that cannot be written, before the model is loaded. */
    abstract void check();

    /** Does the work with the loaded model. */
    abstract void run(Session session, ConsoleProgress progress, Report report) throws Exception;

    /** The picture that decides where the best class is asked for; null where there is none. */
    @Nullable Path photo() {
        return null;
    }

    /** Loads the model. */
    Session open(ConsoleProgress progress) {
        return Session.open(model, photo(), console, progress);
    }

    @Override
    public Integer call() throws Exception {
        check();
        Report report = new Report(spec.name());
        try (ConsoleProgress progress = new ConsoleProgress(console, common.quiet);
                Session session = open(progress)) {
            report.session(session);
            run(session, progress, report);
        }
        report.print(common, console);
        return CommandLine.ExitCode.OK;
    }

    Console console() {
        return console;
    }

    /** Wrong usage: exit code 2. */
    void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new ParameterException(spec.commandLine(), otherwise);
        }
    }
}
