package studio.bcm.train;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import studio.bcm.UserException;
import studio.bcm.model.TraceFunction;
import studio.bcm.network.ParameterList;
import studio.bcm.network.TraceNetwork;
import studio.bcm.network.onnx.OnnxExporter;
import studio.bcm.network.torch.Gradients;
import studio.bcm.network.torch.Torch;
import studio.bcm.network.torch.TorchOps;
import studio.bcm.network.torch.Var;
import studio.bcm.network.torch.Weights;
import studio.bcm.task.Progress;
import studio.bcm.train.data.FolderRules;
import studio.bcm.train.data.JpegSimulator;
import studio.bcm.train.data.PhotoClasses;
import studio.bcm.train.data.PhotoFolder;
import studio.bcm.train.data.PhotoStream;
import studio.bcm.train.data.TraceSamples;

/** Trains the network that looks for traces of compression, and measures it on photos that it did not learn from. */
final class TraceTrainer {
    /** Every so-manieth photo is kept for measuring. */
    private static final int HELD_OUT = 10;
    private static final int SMALLEST_SIDE = 160;
    private static final long PHOTO_BYTES = 2L << 30;
    private static final double RATE = 1e-3;
    private static final double CLIP = 1;
    private static final double EMA_DECAY = 0.998;
    private static final double WARM_UP = 0.02;
    /** Compression that did less is not worth finding, and cannot be. */
    private static final double FULL_WEIGHT_DEVIATION = 0.014;
    private static final double LEAST_DEVIATION = 0.004;
    private static final int MEASURED_BATCHES = 16;

    private final List<Path> folders;
    /** Null to start anew. */
    private final Path from;
    private final Path out;
    private final double minutes;
    private final int batch;
    private final int size;
    private final long seed;
    private final String deviceChoice;
    private final Progress progress;

    TraceTrainer(List<Path> folders, Path from, Path out, double minutes, int batch, int size, long seed, String deviceChoice,
            Progress progress) {
        this.folders = folders;
        this.from = from;
        this.out = out;
        this.minutes = minutes;
        this.batch = batch;
        this.size = size;
        this.seed = seed;
        this.deviceChoice = deviceChoice;
        this.progress = progress;
    }

    /** Trains, measures, and writes the network as an ONNX file. */
    void run() {
        FolderRules.Rule rule = new FolderRules.Rule(Map.of("1", 3.0, "1/2", 1.0), 1, null);
        List<PhotoFolder.PhotoFile> files = PhotoFolder.find(folders, null, rule, PhotoClasses.none());
        List<PhotoFolder.PhotoFile> learnt = every(files, false);
        List<PhotoFolder.PhotoFile> heldOut = every(files, true);
        if (learnt.isEmpty() || heldOut.isEmpty()) {
            throw new UserException("At least " + HELD_OUT + " pictures are needed, not " + files.size() + ".");
        }
        Device device = Device.choose(deviceChoice, false, progress);
        progress.note("Training on " + device.name() + ".");
        torch.manual_seed(seed);
        try (PointerScope all = new PointerScope(); JpegSimulator jpeg = new JpegSimulator(device.device());
                Weights weights = Weights.initialised(ParameterList.of(new TraceNetwork()), device.device(), ScalarType.Float);
                Weights ema = weights.copy(); Gradients gradients = new Gradients(weights);
                Optimiser optimiser = new Optimiser(weights.flat(), false)) {
            if (from != null) {
                PackWeights.loadTraces(from, weights);
                ema.assign(weights);
            }
            try (PhotoStream photos = new PhotoStream(learnt, SMALLEST_SIDE, device.device(), PHOTO_BYTES, seed, progress)) {
                learn(new TraceSamples(photos, jpeg, new Random(seed), device.device()), weights, ema, gradients, optimiser);
            }
            try (PhotoStream photos = new PhotoStream(heldOut, SMALLEST_SIDE, device.device(), PHOTO_BYTES, seed, progress)) {
                measure(new TraceSamples(photos, jpeg, new Random(seed + 1), device.device()), ema);
            }
            write(ema);
        }
    }

    private static List<PhotoFolder.PhotoFile> every(List<PhotoFolder.PhotoFile> files, boolean heldOut) {
        return IntStream.range(0, files.size()).filter(i -> i % HELD_OUT == 0 == heldOut).mapToObj(files::get).toList();
    }

    private void learn(TraceSamples samples, Weights weights, Weights ema, Gradients gradients, Optimiser optimiser) {
        long start = System.nanoTime();
        long logged = start;
        long steps = 0;
        double sum = 0;
        int summed = 0;
        for (double done = 0; done < 1; done = (System.nanoTime() - start) / 60e9 / minutes) {
            progress.checkCancelled();
            boolean tells = steps % 20 == 0;
            try (PointerScope scope = new PointerScope()) {
                TraceSamples.Batch drawn = samples.draw(batch, size);
                Tensor loss = step(drawn, weights, gradients);
                if (tells) {
                    sum += Torch.item(loss);
                    summed++;
                }
            }
            double rate = RATE * Math.min(1, done / WARM_UP) * Math.min(1, 2 * (1 - done));
            optimiser.step(weights.flat(), gradients.flat(), rate, CLIP);
            weights.changed();
            steps++;
            try (PointerScope scope = new PointerScope(); NoGradGuard guard = new NoGradGuard()) {
                double decay = Math.min(EMA_DECAY, 1 - 10.0 / (steps + 10));
                ema.flat().lerp_(weights.flat(), new Scalar(1 - decay));
            }
            if (System.nanoTime() - logged > 5e9 && summed > 0) {
                progress.report(Math.round(1000 * done), 1000, String.format(Locale.ROOT, "loss %.4f, %,d pictures", sum / summed, steps * batch));
                logged = System.nanoTime();
                sum = 0;
                summed = 0;
            }
        }
        ema.changed();
        progress.note(String.format(Locale.ROOT, "%,d pictures in %,d steps.", steps * batch, steps));
    }

    private static Tensor step(TraceSamples.Batch drawn, Weights weights, Gradients gradients) {
        TorchOps ops = TorchOps.training(weights, null, null);
        Var output;
        Tensor outputs;
        try (NoGradGuard guard = new NoGradGuard()) {
            output = new TraceNetwork().forward(ops, ops.input(drawn.x()));
            outputs = output.value().detach().set_requires_grad(true);
        }
        Tensor logit = outputs.select(1, 0);
        Tensor flag = drawn.compressed();
        Tensor weight = drawn.deviation().div(new Scalar(FULL_WEIGHT_DEVIATION)).clamp(new ScalarOptional(), new ScalarOptional(new Scalar(1f)));
        weight = weight.mul(flag).add(flag.mul(new Scalar(-1)).add(new Scalar(1)));
        Tensor seen = torch.softplus(logit).sub(logit.mul(flag)).mul(weight).mean();
        Tensor off = outputs.select(1, 1).sub(logarithm(drawn.deviation()));
        Tensor level = off.square().add(new Scalar(1)).sqrt().sub(new Scalar(1)).mul(weight).mul(flag).mean();
        Tensor loss = seen.add(level.mul(new Scalar(4)));
        loss.backward();
        try (NoGradGuard guard = new NoGradGuard()) {
            ops.backward(output, outputs.grad(), gradients);
        }
        return loss.detach();
    }

    private static Tensor logarithm(Tensor deviation) {
        return deviation.clamp(new ScalarOptional(new Scalar(LEAST_DEVIATION)), new ScalarOptional())
                .div(new Scalar(TraceFunction.TYPICAL_DEVIATION)).log();
    }

    /** How many are found, and how many photos are taken for compressed, by the logit that is asked for. */
    private void measure(TraceSamples samples, Weights weights) {
        double[] bounds = {0, 1, 2, 3, 4, 5, 6, 8};
        long[] found = new long[bounds.length];
        long[] mistaken = new long[bounds.length];
        long compressed = 0;
        long clean = 0;
        double squares = 0;
        for (int i = 0; i < MEASURED_BATCHES; i++) {
            progress.checkCancelled();
            try (PointerScope scope = new PointerScope(); NoGradGuard guard = new NoGradGuard()) {
                TraceSamples.Batch drawn = samples.draw(batch, size);
                TorchOps ops = TorchOps.inference(weights, null);
                Tensor output = new TraceNetwork().forward(ops, ops.input(drawn.x())).value();
                float[] logit = Torch.toArray(output.select(1, 0));
                float[] off = Torch.toArray(output.select(1, 1).sub(logarithm(drawn.deviation())));
                float[] flag = Torch.toArray(drawn.compressed());
                float[] deviation = Torch.toArray(drawn.deviation());
                for (int k = 0; k < logit.length; k++) {
                    if (flag[k] == 1 && deviation[k] < FULL_WEIGHT_DEVIATION) {
                        continue;
                    }
                    for (int b = 0; b < bounds.length; b++) {
                        if (logit[k] > bounds[b]) {
                            (flag[k] == 1 ? found : mistaken)[b]++;
                        }
                    }
                    if (flag[k] == 1) {
                        compressed++;
                        squares += off[k] * off[k];
                    } else {
                        clean++;
                    }
                }
            }
        }
        for (int b = 0; b < bounds.length; b++) {
            progress.note(String.format(Locale.ROOT, "Logit over %.0f: %.1f %% of %,d compressed found, %.2f %% of %,d others mistaken.", bounds[b],
                    100.0 * found[b] / compressed, compressed, 100.0 * mistaken[b] / clean, clean));
        }
        progress.note(String.format(Locale.ROOT, "Deviation off by a factor of e^%.3f.", Math.sqrt(squares / compressed)));
    }

    private void write(Weights weights) {
        try (OutputStream stream = Files.newOutputStream(out)) {
            OnnxExporter.write(new TraceNetwork(), weights::toArray, stream);
        } catch (IOException e) {
            throw new UserException("The file " + out + " cannot be written: " + e.getMessage(), e);
        }
        progress.note("Written: " + out);
    }
}
