package studio.bcm.network.torch;

import static org.bytedeco.cuda.global.cudart.cudaGetErrorString;
import static org.bytedeco.cuda.global.cudart.cudaGetLastError;
import static org.bytedeco.cuda.global.cudart.cudaGraphDestroy;
import static org.bytedeco.cuda.global.cudart.cudaGraphExecDestroy;
import static org.bytedeco.cuda.global.cudart.cudaGraphInstantiate;
import static org.bytedeco.cuda.global.cudart.cudaGraphLaunch;
import static org.bytedeco.cuda.global.cudart.cudaStreamBeginCapture;
import static org.bytedeco.cuda.global.cudart.cudaStreamCaptureModeThreadLocal;
import static org.bytedeco.cuda.global.cudart.cudaStreamEndCapture;

import java.util.concurrent.atomic.AtomicLong;
import org.bytedeco.cuda.cudart.CUgraphExec_st;
import org.bytedeco.cuda.cudart.CUgraph_st;
import org.bytedeco.cuda.cudart.CUstream_st;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.cuda.CUDAStream;
import org.bytedeco.pytorch.cuda.DeviceAssertionsDataVectorCUDAKernelLaunchInfoVectorPair;
import org.bytedeco.pytorch.cuda.StreamFilter;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.bytedeco.pytorch.global.torch_cuda;

/**
 * The kernels that a piece of work hands to a CUDA device, recorded once and handed out again all at once (CUDA Programming
 * Guide, "CUDA Graphs"): a replay costs the processor what a few single kernels do. It reads and writes the memory that
 * the work used when it was recorded, so whatever goes in or comes out has to lie in tensors that stay where they are.
 *
 * <p>Owns native memory: {@link #close()}.
 */
public final class CudaRecording implements AutoCloseable {
    private final CUgraphExec_st executable;
    private final byte device;

    private CudaRecording(CUgraphExec_st executable, byte device) {
        this.executable = executable;
        this.device = device;
    }

    /**
     * Memory that recorded work allocates from and nobody else does, so that a replay writes to nobody's tensors. Graphs that
     * are replayed in turn, each reading what the one before has left, share one; it must outlive them.
     */
    public static final class Memory implements AutoCloseable {
        private static final AtomicLong NEXT = new AtomicLong(1);

        private final byte device;
        private final LongPointer numbers = new LongPointer(NEXT.getAndIncrement(), 0);
        /** libtorch's MempoolId_t, a pair of numbers, which the binding shows as a type of another pair: a view, not to be freed as such. */
        private final DeviceAssertionsDataVectorCUDAKernelLaunchInfoVectorPair id = new DeviceAssertionsDataVectorCUDAKernelLaunchInfoVectorPair(numbers);

        /** @param device number of the CUDA device */
        public Memory(int device) {
            this.device = (byte) device;
            numbers.retainReference();
            // The allocator knows the device from the first tensor on.
            Torch.scoped(() -> torch.zeros(new long[] {1}, Torch.options(ScalarType.Float, Torch.cuda(device))));
            torch_cuda.createOrIncrefPool(this.device, id);
        }

        /** Gives back what no tensor holds any more. */
        @Override
        public void close() {
            torch_cuda.getAllocator().releasePool(device, id);
            torch_cuda.getAllocator().emptyCache();
            numbers.releaseReference();
        }
    }

    /** Tells libtorch's allocator which stream's work is being recorded. There is room for few such objects, so one serves all. */
    private static final class RecordedStream extends StreamFilter {
        private static final RecordedStream INSTANCE = new RecordedStream();
        private volatile long address;

        private RecordedStream() {
            retainReference();
        }

        @Override
        public boolean call(Pointer stream) {
            return stream != null && stream.address() == address;
        }
    }

    /**
     * Records what {@code work} hands to the device, without running it. It must have run before with the same shapes, so that
     * libraries have chosen their algorithms, and must neither wait for the device nor draw random numbers. Tensors that it makes belong
     * to the scope of the caller; their memory stays {@code memory}'s.
     *
     * @throws IllegalStateException if the work cannot be recorded; what {@code work} throws is passed on
     */
    public static CudaRecording record(Memory memory, Runnable work) {
        byte device = memory.device;
        torch.cuda_synchronize();
        CUDAStream before = torch_cuda.getCurrentCUDAStream(device);
        CUDAStream side = torch_cuda.getStreamFromPool(false, device);
        CUstream_st stream = side.stream();
        CUgraph_st graph = new CUgraph_st();
        int users = torch_cuda.getPoolUseCount(device, memory.id);
        synchronized (RecordedStream.INSTANCE) {
            RecordedStream.INSTANCE.address = stream.address();
            torch_cuda.setCurrentCUDAStream(side);
            torch_cuda.beginAllocateToPool(device, memory.id, RecordedStream.INSTANCE);
            try {
                capture(stream, graph, work);
            } finally {
                torch_cuda.endAllocateToPool(device, memory.id);
                // Beginning counts another user of the pool; its owner alone says when it is free.
                if (torch_cuda.getPoolUseCount(device, memory.id) > users) {
                    torch_cuda.getAllocator().releasePool(device, memory.id);
                }
                torch_cuda.setCurrentCUDAStream(before);
            }
        }
        CUgraphExec_st executable = new CUgraphExec_st();
        int result = cudaGraphInstantiate(executable, graph);
        cudaGraphDestroy(graph);
        check(result, "cudaGraphInstantiate");
        executable.retainReference();
        return new CudaRecording(executable, device);
    }

    private static void capture(CUstream_st stream, CUgraph_st graph, Runnable work) {
        check(cudaStreamBeginCapture(stream, cudaStreamCaptureModeThreadLocal), "cudaStreamBeginCapture");
        try {
            work.run();
        } catch (RuntimeException e) {
            // Ends the capture, which the exception has made worthless, and forgets the error that this is.
            cudaStreamEndCapture(stream, graph);
            cudaGetLastError();
            throw e;
        }
        check(cudaStreamEndCapture(stream, graph), "cudaStreamEndCapture");
    }

    /** Hands the recorded work to the current stream. */
    public void replay() {
        try (PointerScope scope = new PointerScope()) {
            check(cudaGraphLaunch(executable, torch_cuda.getCurrentCUDAStream(device).stream()), "cudaGraphLaunch");
        }
    }

    private static void check(int result, String what) {
        if (result != 0) {
            cudaGetLastError();
            throw new IllegalStateException(what + ": " + cudaGetErrorString(result).getString());
        }
    }

    /** Waits for the device, which may be replaying it. */
    @Override
    public void close() {
        torch.cuda_synchronize();
        cudaGraphExecDestroy(executable);
        executable.releaseReference();
    }
}
