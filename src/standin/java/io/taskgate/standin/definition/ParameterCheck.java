package io.taskgate.standin.definition;

import io.taskgate.standin.integration.RequestModel;
import io.taskgate.standin.integration.TaskResource;
import java.util.Set;
import java.util.TreeSet;

/// Checks the parameters of a service call: required ones must exist, and others than the API's are refused.
/// Services whose API is not known here are not checked.
final class ParameterCheck {

    private ParameterCheck() {}

    static void check(TaskResource resource, CheckedNode given) {
        if (given.exists() && !given.node().isObject()) {
            return;
        }
        RequestModel.of(resource.type(), resource.action()).ifPresent(model -> check(model, given));
    }

    private static void check(RequestModel model, CheckedNode given) {
        Set<String> names = new TreeSet<>();
        given.node().fieldNames().forEachRemaining(name -> names.add(VariableCheck.bare(name)));
        model.required().stream()
                .filter(required -> names.stream().noneMatch(required::equalsIgnoreCase))
                .forEach(required -> given.error("The field '" + required + "' is required but was missing"));
        names.stream()
                .filter(name -> !model.accepts(name))
                .forEach(name -> given.error("The field '" + name + "' is not supported by Step Functions"));
    }
}
