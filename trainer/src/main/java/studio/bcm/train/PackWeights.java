package studio.bcm.train;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import studio.bcm.UserException;
import studio.bcm.model.Pack;
import studio.bcm.network.AdmUNet;
import studio.bcm.network.NetworkOptions;
import studio.bcm.network.ParameterList;
import studio.bcm.network.UNet;
import studio.bcm.network.torch.Weights;

/** Takes a network's weights back out of a pack's ONNX model, which names its initialisers after the parameters. */
final class PackWeights {
    private static final ObjectMapper JSON = new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    private PackWeights() {
    }

    /**
     * The shape of a pack's network, as its training record gives it.
     *
     * @throws UserException if it gives none
     */
    static NetworkOptions shape(Pack pack) {
        Object network = pack.manifest().training() == null ? null : pack.manifest().training().options().get("network");
        try {
            if (network != null) {
                return JSON.convertValue(network, NetworkOptions.class);
            }
        } catch (IllegalArgumentException e) {
            throw new UserException(pack.file() + " says of its network what cannot be understood: " + e.getMessage(), e);
        }
        throw new UserException(pack.file() + " does not tell the shape of its network, so training cannot start from it.");
    }

    /**
     * Sets the weights. Where the pack holds a one-time network and the weights are of one with two, the embedding of u
     * begins such that it changes nothing; where it is of a network that is given no coarser level and the weights are of one that
     * is, what is added begins with weights of zero; where it is of a shallower network, further blocks begin such that they
     * change nothing.
     *
     * @throws UserException if the pack holds another network
     */
    static void load(Pack pack, Weights weights) {
        Map<String, TensorProto> initialisers = initialisers(pack.file(), pack.modelArray());
        boolean becomesBidirectional = initialisers.keySet().stream().noneMatch(n -> n.startsWith("time_embed_"))
                && weights.list().entries().stream().anyMatch(e -> AdmUNet.isOfSecondTime(e.name()));
        Set<String> known = weights.list().entries().stream().map(ParameterList.Entry::name).collect(Collectors.toSet());
        initialisers.keySet().stream().map(n -> n.replaceFirst("\\.half$", "")).filter(n -> UNet.changesNothingAtFirst(n) && !known.contains(n)).findFirst()
                .ifPresent(n -> {
                    throw new UserException(pack.file() + " holds a deeper network: it has " + n + " too.");
                });
        for (ParameterList.Entry entry : weights.list().entries()) {
            if (becomesBidirectional && AdmUNet.isOfSecondTime(entry.name())) {
                continue;
            }
            if (isMissing(entry, initialisers) && UNet.changesNothingAtFirst(entry.name())) {
                weights.reset(entry);
                continue;
            }
            set(weights, entry, initialisers, pack.file());
        }
        weights.changed();
        if (becomesBidirectional) {
            AdmUNet.beginSecondTime(weights.list(), weights::toArray, weights::set);
            weights.changed();
        }
    }

    /**
     * Sets the weights of the network that looks for traces of compression.
     *
     * @throws UserException if the file cannot be read or holds another network
     */
    static void loadTraces(Path file, Weights weights) {
        try {
            Map<String, TensorProto> initialisers = initialisers(file, Files.readAllBytes(file));
            weights.list().entries().forEach(entry -> set(weights, entry, initialisers, file));
        } catch (IOException e) {
            throw new UserException("The file " + file + " cannot be read: " + e.getMessage(), e);
        }
        weights.changed();
    }

    private static Map<String, TensorProto> initialisers(Path file, byte[] model) {
        Map<String, TensorProto> initialisers = new HashMap<>();
        try {
            for (TensorProto tensor : ModelProto.parseFrom(model).getGraph().getInitializerList()) {
                initialisers.put(tensor.getName(), tensor);
            }
        } catch (InvalidProtocolBufferException e) {
            throw new UserException(file + " holds no ONNX model.", e);
        }
        return initialisers;
    }

    private static boolean isMissing(ParameterList.Entry entry, Map<String, TensorProto> initialisers) {
        return !initialisers.containsKey(entry.name()) && !initialisers.containsKey(entry.name() + ".half");
    }

    private static void set(Weights weights, ParameterList.Entry entry, Map<String, TensorProto> initialisers, Path file) {
        TensorProto tensor = initialisers.getOrDefault(entry.name(), initialisers.get(entry.name() + ".half"));
        if (tensor != null && entry.name().equals(UNet.FIRST_WEIGHT) && hasFewerInputs(tensor, entry.shape())) {
            weights.set(entry.name(), withMoreInputs(tensor, entry.shape()));
            return;
        }
        if (tensor == null || !sameShape(tensor, entry.shape())) {
            throw new UserException(file + " holds another network: " + entry.name()
                    + (tensor == null ? " is missing." : " has another shape."));
        }
        weights.set(entry.name(), values(tensor, Math.toIntExact(entry.size())));
    }

    private static boolean hasFewerInputs(TensorProto tensor, int[] shape) {
        return tensor.getDimsCount() == shape.length && tensor.getDims(1) < shape[1]
                && sameShape(tensor, new int[] {shape[0], (int) tensor.getDims(1), shape[2], shape[3]});
    }

    /** The weights of a convolution out×in×kh×kw, with zeros for the inputs that are new. */
    private static float[] withMoreInputs(TensorProto tensor, int[] shape) {
        int taps = shape[2] * shape[3];
        int known = (int) tensor.getDims(1) * taps;
        float[] old = values(tensor, shape[0] * known);
        float[] all = new float[shape[0] * shape[1] * taps];
        for (int out = 0; out < shape[0]; out++) {
            System.arraycopy(old, out * known, all, out * shape[1] * taps, known);
        }
        return all;
    }

    private static boolean sameShape(TensorProto tensor, int[] shape) {
        if (tensor.getDimsCount() != shape.length) {
            return false;
        }
        for (int i = 0; i < shape.length; i++) {
            if (tensor.getDims(i) != shape[i]) {
                return false;
            }
        }
        return true;
    }

    private static float[] values(TensorProto tensor, int size) {
        ByteBuffer raw = tensor.getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
        float[] values = new float[size];
        boolean half = tensor.getDataType() == TensorProto.DataType.FLOAT16.getNumber();
        for (int i = 0; i < size; i++) {
            values[i] = half ? Float.float16ToFloat(raw.getShort()) : raw.getFloat();
        }
        return values;
    }
}
