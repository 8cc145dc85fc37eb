package org.servergroup.agent.internal.operator;

import java.util.ArrayList;
import java.util.List;

/** The words after a command: its operands, and whether the answer is to be JSON. */
record Arguments(List<String> operands, boolean json) {
    private static final String JSON = "--json";

    static Arguments of(String command, String[] words, int least, int most) {
        List<String> operands = new ArrayList<>();
        boolean json = false;
        boolean options = true;
        for (String word : words) {
            if (options && word.equals(JSON)) {
                json = true;
            } else if (options && word.equals("--")) {
                options = false;
            } else if (options && word.startsWith("--")) {
                throw new IllegalArgumentException("sg:" + command + " has no option " + word);
            } else {
                operands.add(word);
            }
        }
        if (operands.size() < least || operands.size() > most) {
            throw new IllegalArgumentException("sg:" + command
                    + (operands.size() < least ? " needs a word more" : " does not take " + operands.get(most)));
        }
        return new Arguments(operands, json);
    }

    String render(Object value) {
        return json ? Tree.json(value) : Tree.text(value);
    }
}
