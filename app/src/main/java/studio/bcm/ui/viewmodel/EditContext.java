package studio.bcm.ui.viewmodel;

import java.util.concurrent.Executor;

/**
 * What the models of all ways of editing share.
 *
 * @param window thread on which properties change
 */
public record EditContext(DocumentModel document, Gallery gallery, ActivityModel activity, Messages messages,
        ModelService models, Executor window) {
}
