package studio.bcm.ui.doctor;

import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import org.jspecify.annotations.Nullable;
import studio.bcm.device.Doctor;
import studio.bcm.ui.shell.EditContext;
import studio.bcm.ui.task.BackgroundTask;

/** What this machine has for running models. */
public final class DoctorModel {
    private final EditContext context;
    private final ReadOnlyObjectWrapper<Doctor.Report> report = new ReadOnlyObjectWrapper<>();

    public DoctorModel(EditContext context) {
        this.context = context;
    }

    /** Null until it has been looked at. */
    public ReadOnlyObjectProperty<Doctor.@Nullable Report> reportProperty() {
        return report.getReadOnlyProperty();
    }

    void show(Doctor.Report found) {
        report.set(found);
    }

    public void examine() {
        context.activity().submit(BackgroundTask.of("", "doctor", progress -> Doctor.examine())
                .onDone(this::show).onFailed(context.messages()::failure));
    }
}
