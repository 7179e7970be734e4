package studio.bcm.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import studio.bcm.device.DeviceChoice;
import studio.bcm.device.Doctor;
import studio.bcm.model.Benchmark;
import studio.bcm.model.Pack;
import studio.bcm.model.PackLibrary;

/** What this machine has, what the network will run on and why. */
@Command(name = "doctor", sortOptions = false, description = "Show what the network runs on here, why, and what the GPU still needs.")
final class DoctorCommand implements Callable<Integer> {
    private final Console console;

    @Mixin
    ModelOptions model;

    @Mixin
    CommonOptions common;

    @Option(names = "--benchmark", description = "Time the model on the device, and compare it with the CPU.")
    boolean benchmark;

    DoctorCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        Report report = new Report("doctor");
        Doctor.Report found = Doctor.examine();
        ArrayNode lines = report.json().putArray("findings");
        for (Doctor.Line line : found.lines()) {
            lines.addObject().put("label", line.label()).put("value", line.value())
                    .put("verdict", line.verdict().name().toLowerCase(Locale.ROOT));
            String mark = switch (line.verdict()) {
                case FINE -> "ok";
                case MISSING -> "missing";
                case OPTIONAL -> "optional";
            };
            report.say(String.format(Locale.ROOT, "%-9s %-16s %s", mark, line.label(), line.value()));
        }
        report.json().put("device", found.choice()).put("reason", found.reason());
        ArrayNode remedies = report.json().putArray("remedies");
        found.remedies().forEach(remedies::add);
        report.say("").say(found.reason());
        found.remedies().forEach(report::say);
        if (benchmark) {
            time(report);
        }
        report.print(common, console);
        return CommandLine.ExitCode.OK;
    }

    private void time(Report report) {
        PackLibrary library = PackLibrary.standard();
        Pack pack = model.model == null ? library.findDefault() : library.find(model.model);
        DeviceChoice choice = model.device;
        Benchmark.Result result = Benchmark.run(pack, choice, Benchmark.BATCHES, Benchmark.LEAST_REPEATS);
        ObjectNode node = report.json().putObject("benchmark");
        node.put("model", pack.manifest().name()).put("execution", result.execution().describe())
                .put("resolution", result.resolution()).put("relativeToCpu", result.relativeToCpu());
        ArrayNode timings = node.putArray("timings");
        report.say("").say(pack.manifest().name() + " on " + result.execution().describe() + ", " + result.resolution() + " pixels:");
        for (Benchmark.Timing t : result.timings()) {
            timings.addObject().put("batch", t.batch()).put("medianMilliseconds", t.medianMilliseconds())
                    .put("fastestMilliseconds", t.fastestMilliseconds()).put("imagesPerSecond", t.imagesPerSecond());
            report.say(String.format(Locale.ROOT, "batch %-4d %9.2f ms (fastest %.2f), %.0f images/s", t.batch(), t.medianMilliseconds(),
                    t.fastestMilliseconds(), t.imagesPerSecond()));
        }
        report.say(String.format(Locale.ROOT, "Greatest difference from the CPU: %.2g of the greatest value.", result.relativeToCpu()));
    }
}
