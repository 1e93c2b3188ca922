package io.taskgate.standin.dynamodb.expression;

import io.taskgate.standin.dynamodb.expression.DocumentPath.Step;
import io.taskgate.standin.dynamodb.expression.ExpressionProblems.Kind;
import java.util.List;

/// Checks that no two paths of an expression lead to the same place, or treat a place both as a map and as a
/// list.
final class PathOverlap {

    private PathOverlap() {}

    static void check(List<DocumentPath> paths, ExpressionProblems problems) {
        for (int later = 1; later < paths.size(); later++) {
            for (int earlier = 0; earlier < later; earlier++) {
                check(paths.get(earlier), paths.get(later), problems);
            }
        }
    }

    private static void check(DocumentPath one, DocumentPath two, ExpressionProblems problems) {
        int common = Math.min(one.steps().size(), two.steps().size());
        for (int i = 0; i < common; i++) {
            Step first = one.steps().get(i);
            Step second = two.steps().get(i);
            if (first instanceof Step.Name != second instanceof Step.Name) {
                problems.add(Kind.OVERLAP, message("conflict", one, two));
                return;
            }
            if (!first.equals(second)) {
                return;
            }
        }
        problems.add(Kind.OVERLAP, message("overlap", one, two));
    }

    private static String message(String how, DocumentPath one, DocumentPath two) {
        return "Two document paths " + how
                + " with each other; must remove or rewrite one of these paths; path one: " + one + ", path two: "
                + two;
    }
}
