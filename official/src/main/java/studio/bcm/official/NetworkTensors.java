package studio.bcm.official;

import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import studio.bcm.network.ParameterList;

/** Those tensors of a checkpoint that are the network's, by their name in the reference code's state dict. */
final class NetworkTensors {
    private static final String LANDMARK = "input_blocks.0.0.weight";

    private final Refusal refusal;
    private final Map<String, StoredTensor> tensors;

    private NetworkTensors(Refusal refusal, Map<String, StoredTensor> tensors) {
        this.refusal = refusal;
        this.tensors = tensors;
    }

    /**
     * Finds the network in a checkpoint, be it the state dict itself or one among other dictionaries, with or without a
     * prefix such as {@code module.}. Of several networks the one with {@code ema} in its name is taken.
     */
    static NetworkTensors of(PublishedCheckpoint checkpoint) {
        List<String> prefixes = checkpoint.tensors().keySet().stream().filter(n -> n.equals(LANDMARK) || n.endsWith("." + LANDMARK))
                .map(n -> n.substring(0, n.length() - LANDMARK.length())).toList();
        if (prefixes.isEmpty()) {
            throw checkpoint.refusal().because("it holds no tensor " + LANDMARK + ", so it is no checkpoint of this network");
        }
        String prefix = choose(checkpoint.refusal(), prefixes);
        Map<String, StoredTensor> tensors = new LinkedHashMap<>();
        checkpoint.tensors().forEach((name, tensor) -> {
            if (name.startsWith(prefix)) {
                tensors.put(name.substring(prefix.length()), tensor);
            }
        });
        return new NetworkTensors(checkpoint.refusal(), tensors);
    }

    private static String choose(Refusal refusal, List<String> prefixes) {
        if (prefixes.size() == 1) {
            return prefixes.getFirst();
        }
        List<String> averaged = prefixes.stream().filter(p -> p.toLowerCase(Locale.ROOT).contains("ema")).toList();
        if (averaged.size() != 1) {
            throw refusal.because("it holds " + prefixes.size() + " networks, among them '" + Refusal.printable(prefixes.get(0)) + "' and '"
                    + Refusal.printable(prefixes.get(1)) + "'; save the state dict of one alone with PyTorch");
        }
        return averaged.getFirst();
    }

    Map<String, long[]> shapes() {
        Map<String, long[]> shapes = new LinkedHashMap<>();
        tensors.forEach((name, tensor) -> shapes.put(name, tensor.shape()));
        return shapes;
    }

    /** @throws IllegalArgumentException if there is none of that name */
    StoredTensor get(String name) {
        StoredTensor tensor = tensors.get(name);
        if (tensor == null) {
            throw new IllegalArgumentException("no tensor " + name);
        }
        return tensor;
    }

    /** @throws studio.bcm.UserException naming the first tensor that is missing, has another shape, or is one too many */
    void requireExactly(ParameterList parameters) {
        for (ParameterList.Entry entry : parameters.entries()) {
            StoredTensor tensor = tensors.get(entry.name());
            long[] wanted = Arrays.stream(entry.shape()).asLongStream().toArray();
            if (tensor == null) {
                throw refusal.because("the configuration asks for a tensor " + entry.name() + " (" + Refusal.printable(wanted)
                        + "), which the file lacks");
            }
            if (!Arrays.equals(significant(tensor.shape()), significant(wanted))) {
                throw refusal.because("the tensor " + entry.name() + " is " + Refusal.printable(tensor.shape())
                        + " in the file, but the configuration asks for " + Refusal.printable(wanted));
            }
            if (!tensor.type().isReal()) {
                throw refusal.because("the tensor " + entry.name() + " holds integers");
            }
        }
        if (tensors.size() > parameters.entries().size()) {
            Set<String> wanted = new HashSet<>();
            parameters.entries().forEach(e -> wanted.add(e.name()));
            String extra = tensors.keySet().stream().filter(n -> !wanted.contains(n)).findFirst().orElseThrow();
            throw refusal.because("the file holds a tensor " + Refusal.printable(extra) + " ("
                    + Refusal.printable(tensors.get(extra).shape()) + "), which the configuration has no use for");
        }
    }

    /** Shape without trailing ones: a 1×1 convolution may have been saved as a one-dimensional one or as a matrix. */
    private static long[] significant(long[] shape) {
        int length = shape.length;
        while (length > 1 && shape[length - 1] == 1) {
            length--;
        }
        return Arrays.copyOf(shape, length);
    }
}
