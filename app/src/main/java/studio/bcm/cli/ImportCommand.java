package studio.bcm.cli;

import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import studio.bcm.official.ModelsImportCommand;
import studio.bcm.official.OfficialImporter;

/** The importer with this command line's progress and report. */
@Command(name = "import", sortOptions = false,
        description = "Make a model pack from an official PyTorch checkpoint (.pt or .safetensors). Nothing in it is executed.")
final class ImportCommand implements Callable<Integer> {
    private final Console console;
    private final ConsoleProgress progress;

    @Mixin
    private final ModelsImportCommand importer;

    @Mixin
    private CommonOptions common;

    ImportCommand(Console console) {
        this.console = console;
        progress = new ConsoleProgress(console, false);
        importer = new ModelsImportCommand(progress);
    }

    @Override
    public Integer call() {
        Report report = new Report("models import");
        OfficialImporter.Imported imported = importer.run();
        progress.clear();
        report.json().put("name", imported.manifest().name()).put("parameters", imported.parameters())
                .put("resolution", imported.manifest().resolution()).put("classes", imported.manifest().classCount());
        report.say(String.format(Locale.ROOT, "%s: %.1f million parameters, %d×%d pixels, %s, %s weights.", imported.manifest().name(),
                imported.parameters() / 1e6, imported.manifest().resolution(), imported.manifest().resolution(),
                Words.count(imported.manifest().classCount(), "class", "classes"), imported.manifest().precision()));
        report.print(common, console);
        return CommandLine.ExitCode.OK;
    }
}
