package studio.bcm.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import studio.bcm.model.Manifest;
import studio.bcm.model.ManifestJson;
import studio.bcm.model.Pack;
import studio.bcm.model.PackLibrary;
import studio.bcm.route.Move;
import studio.bcm.route.Presets;
import studio.bcm.route.Route;

/** The model packs that are there. */
@Command(name = "models", description = "List, show, check, install and remove model packs. Without a subcommand: list.")
final class ModelsCommand implements Callable<Integer> {
    private final Console console;

    @Mixin
    CommonOptions common;

    ModelsCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        return list(common);
    }

    @Command(name = "list", description = "List the available packs.")
    int list(@Mixin CommonOptions options) {
        List<PackLibrary.Entry> entries = PackLibrary.standard().list();
        Report report = new Report("models list");
        ArrayNode packs = report.json().putArray("packs");
        for (PackLibrary.Entry entry : entries) {
            ObjectNode node = packs.addObject().put("name", entry.name()).put("file", entry.file().toString()).put("bundled", entry.bundled());
            if (entry.pack().isPresent()) {
                Pack pack = entry.pack().get();
                node.put("title", pack.manifest().title()).put("bytes", pack.modelBytes());
                report.say(String.format(Locale.ROOT, "%-20s %-9s %9s  %s", entry.name(), entry.bundled() ? "bundled" : "installed",
                        Words.bytes(pack.modelBytes()), pack.manifest().title()));
            } else {
                node.put("problem", entry.problem());
                report.say(String.format(Locale.ROOT, "%-20s damaged: %s", entry.name(), entry.problem()));
            }
        }
        if (entries.isEmpty()) {
            report.say("There are no model packs; 'bcm-studio models install FILE.bcm' installs one.");
        }
        report.print(options, console);
        return CommandLine.ExitCode.OK;
    }

    @Command(name = "info", description = "Show what a pack says about itself: data, recipe, measured figures, routes.")
    int info(@Parameters(paramLabel = "NAME|FILE", arity = "0..1", description = "Default: the default pack.") String name,
            @Mixin CommonOptions options) throws IOException {
        PackLibrary library = PackLibrary.standard();
        Pack pack = name == null ? library.findDefault() : library.find(name);
        Report report = new Report("models info");
        report.json().put("file", pack.file().toString()).put("modelBytes", pack.modelBytes());
        report.json().set("manifest", new ObjectMapper().readTree(ManifestJson.write(pack.manifest())));
        card(pack).forEach(report::say);
        report.print(options, console);
        return CommandLine.ExitCode.OK;
    }

    private static List<String> card(Pack pack) {
        Manifest m = pack.manifest();
        List<String> lines = new ArrayList<>();
        lines.add(m.title());
        if (!m.description().isEmpty()) {
            lines.add(m.description());
        }
        lines.add("");
        lines.add(line("File", pack.file().toString()));
        lines.add(line("Model", Words.bytes(pack.modelBytes()) + ", " + m.precision() + " weights, SHA-256 " + m.modelSha256()));
        lines.add(line("Resolution", m.resolution() + " pixels, sizes in multiples of " + m.sizeMultiple()));
        lines.add(line("Noise levels", m.sigmaMin() + " to " + m.sigmaMax()));
        if (m.classCount() > 0) {
            lines.add(line("Classes", String.valueOf(m.classCount())));
        }
        if (m.training() != null && m.training().imagesSeen() > 0) {
            Manifest.TrainingRecord t = m.training();
            lines.add(line("Trained", String.format(Locale.ROOT, "%,d images in %s on %s", t.imagesSeen(),
                    Words.duration(Duration.ofMillis(Math.round(t.wallSeconds() * 1000))), t.device())));
            t.stages().forEach(s -> lines.add(line("  " + s.name(), String.format(Locale.ROOT, "%,d steps, %,d images", s.steps(), s.imagesSeen()))));
            t.data().forEach(d -> lines.add(line("  data", d.name() + ", " + d.pictures() + " pictures; " + d.licence())));
        }
        m.tuning().forEach((key, value) -> lines.add(line("Default", key + " = " + value)));
        m.figures().forEach(f -> lines.add(line("Measured", String.format(Locale.ROOT, "%s = %.5g %s", f.name(), f.value(), f.unit()).strip()
                + (f.command().isEmpty() ? "" : "   (" + f.command() + ")"))));
        m.routes().forEach(r -> lines.add(line("Own route", describe(r))));
        Presets.all().stream().filter(r -> m.route(r.name()).isEmpty()).forEach(r -> lines.add(line("Route", describe(r))));
        return lines;
    }

    private static String line(String label, String value) {
        return String.format(Locale.ROOT, "%-13s %s", label, value);
    }

    private static String describe(Route route) {
        StringBuilder text = new StringBuilder(String.format(Locale.ROOT, "%-10s", route.name()));
        for (Move move : route.moves()) {
            text.append(switch (move) {
                case Move.Carry carry -> "  " + carry.t() + "→" + carry.u();
                case Move.AddNoise noise -> "  +" + noise.sigma();
            });
        }
        return text.toString();
    }

    @Command(name = "check", description = "Verify a pack file: structure, manifest and the hash of its model.")
    int check(@Parameters(paramLabel = "FILE", description = "Pack file.") Path file, @Mixin CommonOptions options) {
        Pack pack = Pack.open(file);
        Report report = new Report("models check");
        report.json().put("file", file.toString()).put("name", pack.manifest().name()).put("sha256", pack.manifest().modelSha256());
        report.say(file + " is in order: " + pack.manifest().name() + ", " + Words.bytes(pack.modelBytes()) + ".");
        report.print(options, console);
        return CommandLine.ExitCode.OK;
    }

    @Command(name = "install", description = "Copy a pack into the user's folder, so that it can be used by name.")
    int install(@Parameters(paramLabel = "FILE", description = "Pack file.") Path file, @Mixin CommonOptions options) {
        Pack pack = PackLibrary.standard().install(file);
        Report report = new Report("models install");
        report.json().put("name", pack.manifest().name()).put("file", pack.file().toString());
        report.say("Installed " + pack.manifest().name() + " as " + pack.file() + ".");
        report.print(options, console);
        return CommandLine.ExitCode.OK;
    }

    @Command(name = "remove", description = "Remove an installed pack.")
    int remove(@Parameters(paramLabel = "NAME", description = "Name of an installed pack.") String name, @Mixin CommonOptions options) {
        PackLibrary.standard().remove(name);
        Report report = new Report("models remove");
        report.json().put("name", name);
        report.say("Removed " + name + ".");
        report.print(options, console);
        return CommandLine.ExitCode.OK;
    }
}
