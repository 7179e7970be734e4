package studio.bcm.network.torch;

import java.util.function.Supplier;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.DeviceOptional;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** What the binding of libtorch makes wordy. */
public final class Torch {
    private Torch() {
    }

    /**
     * Makes libtorch ready; call it before anything else of libtorch is touched. Its libraries are loaded in an order that no library of the
     * system can disturb. By default its binding asks the system how much memory the process has whenever an object is made, and waits for
     * the garbage collector where that is much: asking takes longer than handing out a small operation, so that a GPU runs out of work.
     * Scopes free all that is made here, so the question is switched off.
     */
    public static void prepare() {
        String limit = "org.bytedeco.javacpp.maxPhysicalBytes";
        if (System.getProperty(limit) == null) {
            System.setProperty(limit, "0");
        }
        TorchLibraries.load();
    }

    public static Device cpu() {
        return new Device(torch.DeviceType.CPU, (byte) 0);
    }

    public static Device cuda(int index) {
        return new Device(torch.DeviceType.CUDA, (byte) index);
    }

    public static DeviceOptional optional(Device device) {
        return new DeviceOptional(device);
    }

    public static TensorOptions options(ScalarType type, Device device) {
        return new TensorOptions(type).device(optional(device));
    }

    /** A float32 tensor in main memory, copied from an array. */
    public static Tensor tensor(float[] values, long... sizes) {
        return scoped(() -> torch.from_blob(new FloatPointer(values), sizes, new TensorOptions(ScalarType.Float)).clone());
    }

    /**
     * The same on a device and of any type. Nobody waits for the device: what is copied from ordinary memory would have to wait
     * until all work handed out before is done, so the values go through pinned memory.
     */
    public static Tensor onDevice(float[] values, ScalarType type, Device device, long... sizes) {
        return scoped(() -> {
            Tensor host = tensor(values, sizes).to(type);
            return device.is_cuda() ? host.pin_memory().to(device, type, true, false, new MemoryFormatOptional()) : host.to(device, type);
        });
    }

    /** Runs some tensor arithmetic and frees all that it made but its result, which belongs to the caller's scope. */
    public static Tensor scoped(Supplier<Tensor> work) {
        Tensor result;
        try (PointerScope scope = new PointerScope()) {
            result = work.get();
            result.retainReference();
        }
        PointerScope outer = PointerScope.getInnerScope();
        if (outer != null) {
            outer.attach(result);
            result.releaseReference();
        }
        return result;
    }

    /** Keeps a tensor alive beyond the scope that it was made in; the caller closes it. */
    public static Tensor keep(Tensor tensor) {
        tensor.retainReference();
        return tensor;
    }

    /** The sizes of a tensor. */
    public static long[] sizes(Tensor tensor) {
        long[] sizes = new long[(int) tensor.dim()];
        for (int i = 0; i < sizes.length; i++) {
            sizes[i] = tensor.size(i);
        }
        return sizes;
    }

    /** The values of a tensor of any type and device, row-major. */
    public static float[] toArray(Tensor tensor) {
        try (PointerScope scope = new PointerScope()) {
            Tensor plain = tensor.detach().to(cpu(), ScalarType.Float).contiguous();
            float[] values = new float[Math.toIntExact(plain.numel())];
            new FloatPointer(plain.data_ptr()).get(values);
            return values;
        }
    }

    public static Scalar scalar(double value) {
        return new Scalar(value);
    }

    /** One value of a tensor with a single element; waits for the device. */
    public static double item(Tensor tensor) {
        return tensor.item().toDouble();
    }
}
