package io.taskgate.bench.shapes;

import java.util.ArrayList;
import java.util.List;

/// One measurement: a workload and a contender.
///
/// @param work the workload
/// @param name the contender: one of the constants, or `ours:` or `tree:` with a name of [EdgeCases]
record ShapeJob(ShapeWorkload work, String name) {

    static final String SKIM = "Jackson token skim";
    static final String OURS = "taskgate";
    static final String TREE = "Jackson tree";
    static final String JAYWAY = "Jayway JsonPath";
    static final String JSONATA = "JSONata";
    static final String PREVIEW = "taskgate, preview";
    static final String NODE = "Node";

    static List<ShapeJob> all(boolean quick) {
        List<ShapeJob> jobs = new ArrayList<>();
        for (ShapeWorkload work : ShapeWorkload.measured(quick)) {
            for (String name : List.of(SKIM, OURS, TREE, JAYWAY, JSONATA)) {
                jobs.add(new ShapeJob(work, name));
            }
        }
        jobs.add(new ShapeJob(ShapeWorkload.ORDERS_200K, PREVIEW));
        for (EdgeCases special : EdgeCases.values()) {
            jobs.add(ours(special));
            jobs.add(tree(special));
        }
        return jobs;
    }

    static ShapeJob ours(EdgeCases special) {
        return new ShapeJob(ShapeWorkload.ORDERS_200K, "ours:" + special);
    }

    static ShapeJob tree(EdgeCases special) {
        return new ShapeJob(ShapeWorkload.ORDERS_200K, "tree:" + special);
    }

    ShapeRun run() {
        return switch (name) {
            case SKIM -> Competitors.skim();
            case OURS -> TaskgateShape.crossing(TaskgateShape.selecting(work.paths));
            case TREE -> TreeCompetitor.picking(work.paths);
            case JAYWAY -> Competitors.jayway(work.paths);
            case JSONATA -> Competitors.jsonata(work.paths);
            case PREVIEW -> TaskgateShape.preview(TaskgateShape.selecting(work.paths));
            default -> {
                EdgeCases special = EdgeCases.valueOf(name.substring(5));
                yield name.startsWith("ours:") ? TaskgateShape.crossing(special.shape()) : special.byHand();
            }
        };
    }

    String id() {
        return work + "/" + name;
    }

    static ShapeJob of(String id) {
        int slash = id.indexOf('/');
        return new ShapeJob(ShapeWorkload.valueOf(id.substring(0, slash)), id.substring(slash + 1));
    }
}
