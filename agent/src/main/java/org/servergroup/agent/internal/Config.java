package org.servergroup.agent.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** What an operator can set; two underscores here are one in the name of the property. */
@ObjectClassDefinition(
        name = "Server Group Messaging: agent",
        description = "The router between local applications and the host. Changes count at once.")
@interface Config {
    @AttributeDefinition(
            description = "How many bytes of messages wait while the host is away; the oldest go first",
            min = "1024",
            max = "1073741824")
    long max__queued__bytes() default 4194304;

    @AttributeDefinition(description = "How long a message waits while the host is away", min = "1", max = "86400000")
    long max__queued__age__ms() default 60000;

    @AttributeDefinition(
            description = "How long an application that does not read may hold up messages from the host",
            min = "1",
            max = "86400000")
    long peer__wait__ms() default 1000;

    @AttributeDefinition(
            description = "How long messages from the host wait for a local channel that is being replaced",
            min = "1",
            max = "86400000")
    long local__wait__ms() default 5000;

    @AttributeDefinition(
            description = "How long back-pressure may block a sender in the framework",
            min = "1",
            max = "86400000")
    long send__timeout__ms() default 5000;

    @AttributeDefinition(
            description = "How long a status query waits for the host's answers",
            min = "1",
            max = "86400000")
    long status__timeout__ms() default 10000;

    @AttributeDefinition(
            description = "The shortest delay between attempts to open the host channel",
            min = "1",
            max = "86400000")
    long reconnect__delay__min__ms() default 100;

    @AttributeDefinition(
            description = "The longest delay between attempts to open the host channel",
            min = "1",
            max = "86400000")
    long reconnect__delay__max__ms() default 5000;

    @AttributeDefinition(
            description = "The shortest delay between attempts to bind the local address",
            min = "1",
            max = "86400000")
    long local__retry__delay__min__ms() default 100;

    @AttributeDefinition(
            description = "The longest delay between attempts to bind the local address",
            min = "1",
            max = "86400000")
    long local__retry__delay__max__ms() default 5000;
}
