package io.taskgate.route.config;

import io.taskgate.payload.ByteSize;
import io.taskgate.payload.InvalidDefinitionException;
import io.taskgate.payload.boundary.Boundary;
import io.taskgate.payload.boundary.Budget;
import io.taskgate.payload.boundary.HardLimit;
import io.taskgate.payload.boundary.Headroom;
import io.taskgate.payload.boundary.OverBudgetAction;
import io.taskgate.payload.boundary.ResultPath;
import io.taskgate.payload.claimcheck.Summarizer;
import io.taskgate.payload.shape.Shape;
import java.util.Optional;

/// The settings that the boundaries of requests, results, responses and calls have in common.
record BoundarySettings(
        Optional<Shape> shape,
        ByteSize budget,
        Headroom headroom,
        OverBudgetAction overBudget,
        Optional<ByteSize> limit,
        Optional<OperationConfig.OverLimit> overLimit,
        Optional<OperationConfig.Summary> summary) {

    static BoundarySettings of(OperationConfig.Request request) {
        return new BoundarySettings(
                request.shape(),
                request.budget(),
                new Headroom.Fixed(request.headroom().bytes(), ResultPath.REPLACES),
                request.overBudget(),
                request.limit(),
                request.overLimit(),
                request.summary());
    }

    /// A called service needs the payload itself, and it is not merged into a state.
    static BoundarySettings of(CallConfig call) {
        return new BoundarySettings(
                call.shape(),
                call.budget(),
                new Headroom.Fixed(0, ResultPath.REPLACES),
                call.overBudget(),
                call.limit(),
                call.overLimit(),
                call.summary());
    }

    static BoundarySettings of(OperationConfig.Result result) {
        return new BoundarySettings(
                result.shape(),
                result.budget(),
                result.headroom().with(result.resultPath().orElse(ResultPath.REPLACES)),
                result.overBudget(),
                result.limit(),
                result.overLimit(),
                result.summary());
    }

    /// @throws InvalidDefinitionException if the sizes contradict each other
    Boundary boundary() {
        HardLimit hard = limit.map(size -> new HardLimit(
                        size.bytes(),
                        overLimit.filter(OperationConfig.OverLimit.FAIL::equals).isPresent()))
                .orElse(null);
        return new Boundary(
                shape.orElse(Shape.IDENTITY),
                new Budget(budget.bytes(), headroom, overBudget, hard),
                summary.flatMap(OperationConfig.Summary::shape)
                        .map(Summarizer::by)
                        .orElse(Summarizer.BUILT_IN));
    }
}
