package studio.bcm.ui.doctor;

import studio.bcm.device.Doctor;
import studio.bcm.ui.shell.StudioModel;

/** Shows the doctor's page what another machine would have. */
public final class DoctorReports {
    private DoctorReports() {
    }

    public static void show(StudioModel model, Doctor.Report report) {
        model.doctor().show(report);
    }
}
