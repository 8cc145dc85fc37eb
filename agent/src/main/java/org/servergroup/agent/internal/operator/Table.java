package org.servergroup.agent.internal.operator;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A list of equal maps as columns for people. */
final class Table {
    private static final int GAP = 2;

    private Table() {}

    static void append(StringBuilder text, List<?> rows) {
        List<List<String>> cells = new ArrayList<>();
        for (Object row : rows) {
            if (row instanceof Map<?, ?> fields) {
                if (cells.isEmpty()) {
                    cells.add(fields.keySet().stream()
                            .map(name -> name.toString().toUpperCase(Locale.ROOT))
                            .toList());
                }
                cells.add(fields.values().stream().map(Tree::cell).toList());
            }
        }
        if (cells.isEmpty()) {
            text.append("none\n");
        }
        for (List<String> line : cells) {
            for (int column = 0; column < line.size(); column++) {
                String cell = line.get(column);
                text.append(cell);
                if (column < line.size() - 1) {
                    text.append(" ".repeat(width(cells, column) - cell.length() + GAP));
                }
            }
            text.append('\n');
        }
    }

    private static int width(List<List<String>> cells, int column) {
        int width = 0;
        for (List<String> line : cells) {
            width = Math.max(width, line.get(column).length());
        }
        return width;
    }
}
