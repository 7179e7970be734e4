package studio.bcm.ui.shell;

import java.util.concurrent.Executor;
import studio.bcm.ui.models.ModelService;

/**
 * What the models of all ways of editing share.
 *
 * @param window thread on which properties change
 */
public record EditContext(DocumentModel document, Gallery gallery, ActivityModel activity, Messages messages,
        ModelService models, Executor window) {
}
