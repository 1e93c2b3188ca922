package io.taskgate.bench.shapes;

import java.util.ArrayList;
import java.util.List;

/// One line of the table before it is measured.
///
/// @param work what of
/// @param name who does it: one of the constants, or `ours:` and `tree:` with a [Special]
record Job(Work work, String name) {

    static final String SKIM = "Jackson token skim";
    static final String OURS = "taskgate";
    static final String TREE = "Jackson tree";
    static final String JAYWAY = "Jayway JsonPath";
    static final String JSONATA = "JSONata";
    static final String PREVIEW = "taskgate, preview";
    static final String NODE = "Node";

    static List<Job> all(boolean quick) {
        List<Job> jobs = new ArrayList<>();
        for (Work work : Work.measured(quick)) {
            for (String name : List.of(SKIM, OURS, TREE, JAYWAY, JSONATA)) {
                jobs.add(new Job(work, name));
            }
        }
        jobs.add(new Job(Work.ORDERS_200K, PREVIEW));
        for (Special special : Special.values()) {
            jobs.add(ours(special));
            jobs.add(tree(special));
        }
        return jobs;
    }

    static Job ours(Special special) {
        return new Job(Work.ORDERS_200K, "ours:" + special);
    }

    static Job tree(Special special) {
        return new Job(Work.ORDERS_200K, "tree:" + special);
    }

    Run run() {
        return switch (name) {
            case SKIM -> Others.skim();
            case OURS -> Ours.crossing(Ours.selecting(work.paths));
            case TREE -> Trees.picking(work.paths);
            case JAYWAY -> Others.jayway(work.paths);
            case JSONATA -> Others.jsonata(work.paths);
            case PREVIEW -> Ours.preview(Ours.selecting(work.paths));
            default -> {
                Special special = Special.valueOf(name.substring(5));
                yield name.startsWith("ours:") ? Ours.crossing(special.shape()) : special.byHand();
            }
        };
    }

    String id() {
        return work + "/" + name;
    }

    static Job of(String id) {
        int slash = id.indexOf('/');
        return new Job(Work.valueOf(id.substring(0, slash)), id.substring(slash + 1));
    }
}
