package studio.bcm.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import studio.bcm.cuda.driver.CudaLibrary;
import studio.bcm.cuda.driver.CudaStatus;
import studio.bcm.cuda.driver.Gpu;

class DoctorTest {
    private static final CpuInfo CPU = new CpuInfo("Test CPU", 8, 4, 32L << 30);
    private static final List<Gpu> H200 = List.of(new Gpu(0, "NVIDIA H200", 141L << 30, "9.0"));
    private static final CudaLibrary CUDART = new CudaLibrary("libcudart.so.12", true, true, "system", "", "");
    private static final CudaLibrary NO_CUDNN = new CudaLibrary(
            "libcudnn.so.9", true, false, "", "libcudnn.so.9 is missing", "install cuDNN 9 for CUDA 12");
    private static final CudaLibrary NO_CUFFT = new CudaLibrary(
            "libcufft.so.11", false, false, "", "libcufft.so.11 is missing", "install the CUDA Toolkit 12.9");

    @Test
    void thisMachineIsDescribed() {
        Doctor.Report report = Doctor.examine();
        assertThat(report.lines()).extracting(Doctor.Line::label)
                .contains("Java", "System", "Processor", "Memory", "ONNX Runtime", "NVIDIA driver");
        assertThat(report.lines()).filteredOn(l -> l.label().equals("ONNX Runtime")).first()
                .extracting(Doctor.Line::value).asString().startsWith("1.29.0");
        assertThat(report.choice()).isIn("cpu", "cuda:0");
        assertThat(report.reason()).endsWith(".");
    }

    @Test
    void everythingThereMeansCuda() {
        Doctor.Report report = Doctor.report(CPU, new CudaStatus(true, "580.65.06", "13.0", "", H200, List.of(CUDART, NO_CUFFT)));
        assertThat(report.choice()).isEqualTo("cuda:0");
        assertThat(report.reason()).contains("NVIDIA H200");
        assertThat(report.remedies()).isEmpty();
        assertThat(report.lines()).contains(new Doctor.Line("libcufft.so.11", "libcufft.so.11 is missing", Doctor.Verdict.OPTIONAL));
    }

    @Test
    void missingLibraryIsNamedWithItsVersionAndRemedy() {
        Doctor.Report report = Doctor.report(CPU, new CudaStatus(true, "580.65.06", "13.0", "", H200, List.of(CUDART, NO_CUDNN)));
        assertThat(report.choice()).isEqualTo("cpu");
        assertThat(report.reason()).contains("libcudnn.so.9 is missing");
        assertThat(report.remedies()).singleElement().asString().contains("libcudnn.so.9").contains("cuDNN 9");
        assertThat(report.lines()).contains(new Doctor.Line("libcudnn.so.9", "libcudnn.so.9 is missing", Doctor.Verdict.MISSING));
    }

    @Test
    void eachObstacleIsTheReason() {
        assertThat(new CudaStatus(false, "", "", "no NVIDIA driver is installed", List.of(), List.of()).problem(0))
                .hasValue("no NVIDIA driver is installed");
        assertThat(new CudaStatus(true, "580", "13.0", "", List.of(), List.of()).problem(0)).get().asString().contains("no GPU");
        assertThat(new CudaStatus(true, "580", "13.0", "", H200, List.of(CUDART)).problem(1)).get().asString().contains("GPU 1");
        assertThat(new CudaStatus(false, "580", "13.0", "", H200, List.of(CUDART)).problem(0)).get().asString().contains("without CUDA");
        assertThat(new CudaStatus(true, "580", "13.0", "", H200, List.of(CUDART)).problem(0)).isEmpty();
    }
}
