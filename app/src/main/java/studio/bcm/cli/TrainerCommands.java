package studio.bcm.cli;

import java.util.List;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;

/**
 * The trainer's commands. They are named by class and looked up, for their libraries (libtorch) are on the class path only of
 * the process that was started for them; their options are there in any case, so that their help can be shown.
 */
final class TrainerCommands {
    private static final List<String> CLASSES = List.of(
            "studio.bcm.train.TrainCommand", "studio.bcm.evaluate.EvaluateCommand", "studio.bcm.train.ExportCommand");

    private TrainerCommands() {
    }

    static void addTo(CommandLine root) {
        for (String name : CLASSES) {
            try {
                root.addSubcommand(Class.forName(name).getDeclaredConstructor().newInstance());
            } catch (ReflectiveOperationException | LinkageError e) {
                LoggerFactory.getLogger(TrainerCommands.class).debug("{} is left out", name, e);
            }
        }
    }
}
