package studio.bcm.network.torch;


import java.util.HashMap;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import studio.bcm.network.ParameterList;

/**
 * The parameters of a network as views of one flat float32 vector, so that optimiser and EMA are a few kernels over one
 * tensor; beside it the same in the type that is computed in (bfloat16 on CUDA), cast in one kernel. Convolution weights
 * lie in memory as out×kh×kw×in, the layout that tensor cores read without a transpose.
 *
 * <p>Owns native memory: {@link #close()}.
 */
public final class Weights implements AutoCloseable {
    private final ParameterList list;
    private final ScalarType computeType;
    private final Tensor flat;
    private final Tensor compute;
    private final Map<String, Tensor> masters = new HashMap<>();
    private final Map<String, Tensor> computes = new HashMap<>();

    private Weights(ParameterList list, Device device, ScalarType computeType) {
        this.list = list;
        this.computeType = computeType;
        try (PointerScope scope = new PointerScope()) {
            flat = torch.zeros(new long[] {list.size()}, new TensorOptions(ScalarType.Float).device(Torch.optional(device)));
            flat.retainReference();
            compute = computeType == ScalarType.Float ? flat : torch.zeros_like(flat.to(computeType));
            if (compute != flat) {
                compute.retainReference();
            }
            for (ParameterList.Entry entry : list.entries()) {
                masters.put(entry.name(), view(flat, entry));
                computes.put(entry.name(), view(compute, entry));
            }
        }
    }

    /** Freshly initialised parameters. */
    public static Weights initialised(ParameterList list, Device device, ScalarType computeType) {
        Weights weights = new Weights(list, device, computeType);
        list.entries().forEach(weights::reset);
        weights.changed();
        return weights;
    }

    /** The same parameters with the values of a flat vector (as {@link #toArray()} gives it). */
    public static Weights of(ParameterList list, float[] values, Device device, ScalarType computeType) {
        if (values.length != list.size()) {
            throw new IllegalArgumentException(values.length + " values for " + list.size() + " parameters");
        }
        Weights weights = new Weights(list, device, computeType);
        try (PointerScope scope = new PointerScope()) {
            weights.flat.copy_(Torch.tensor(values, values.length));
        }
        weights.changed();
        return weights;
    }

    /** Gives one parameter its initial value. Call {@link #changed()} after the last. */
    public void reset(ParameterList.Entry entry) {
        try (PointerScope scope = new PointerScope()) {
            Tensor value = masters.get(entry.name());
            switch (entry.init()) {
                case ZERO -> value.zero_();
                case ONE -> value.fill_(new Scalar(1f));
                case NORMAL -> value.normal_();
                case FAN_IN -> {
                    double bound = 1 / Math.sqrt((double) entry.size() / entry.shape()[0]);
                    value.uniform_(-bound, bound, new GeneratorOptional());
                }
            }
        }
    }

    /** A copy with values of its own. */
    public Weights copy() {
        Weights copy = new Weights(list, flat.device(), computeType);
        copy.assign(this);
        return copy;
    }

    /** Takes over the values of another set of the same parameters. */
    public void assign(Weights other) {
        flat.copy_(other.flat);
        changed();
    }

    /** Must be called after {@link #flat()} was written to. */
    public void changed() {
        if (compute != flat) {
            compute.copy_(flat);
        }
    }

    public ParameterList list() {
        return list;
    }

    public ScalarType computeType() {
        return computeType;
    }

    /** All values, float32. */
    public Tensor flat() {
        return flat;
    }

    /** One parameter in float32: a view. */
    Tensor master(String name) {
        return masters.get(name);
    }

    /** One parameter in the type that is computed in: a view. */
    public Tensor compute(String name) {
        return computes.get(name);
    }

    /** A view of another flat vector of the same length, such as the gradient, in the shape of a parameter. */
    public static Tensor view(Tensor flat, ParameterList.Entry entry) {
        Tensor part = flat.narrow(0, entry.offset(), entry.size());
        int[] shape = entry.shape();
        Tensor view;
        if (shape.length == 4) {
            view = part.view(shape[0], shape[2], shape[3], shape[1]).permute(0, 3, 1, 2);
        } else {
            long[] sizes = new long[shape.length];
            for (int i = 0; i < sizes.length; i++) {
                sizes[i] = shape[i];
            }
            view = part.view(sizes);
        }
        view.retainReference();
        return view;
    }

    /** All values in order of the list, convolution weights as out×kh×kw×in. */
    public float[] toArray() {
        return Torch.toArray(flat);
    }

    /** One parameter in its declared order (convolutions out×in×kh×kw). */
    public float[] toArray(String name) {
        try (PointerScope scope = new PointerScope()) {
            return Torch.toArray(masters.get(name).contiguous());
        }
    }

    /** Writes one parameter given in its declared order. Call {@link #changed()} after the last. */
    public void set(String name, float[] values) {
        ParameterList.Entry entry = list.get(name);
        if (values.length != entry.size()) {
            throw new IllegalArgumentException(name + " has " + entry.size() + " values, not " + values.length);
        }
        try (PointerScope scope = new PointerScope()) {
            long[] sizes = new long[entry.shape().length];
            for (int i = 0; i < sizes.length; i++) {
                sizes[i] = entry.shape()[i];
            }
            masters.get(name).copy_(Torch.tensor(values, sizes));
        }
    }

    @Override
    public void close() {
        masters.values().forEach(Tensor::close);
        computes.values().forEach(Tensor::close);
        if (compute != flat) {
            compute.close();
        }
        flat.close();
    }
}
