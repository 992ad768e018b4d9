<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>LeftColumn</name>
    <message numerus="yes">
        <source>%n missed call(s)</source>
        <translation>
            <numerusform>%n missed call</numerusform>
            <numerusform>%n missed calls</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>NotePane</name>
    <message numerus="yes">
        <source>%n more note(s) to finish</source>
        <translation>
            <numerusform>%n more note to finish</numerusform>
            <numerusform>%n more notes to finish</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>PersonCard</name>
    <message numerus="yes">
        <source>%n more: Ctrl+F finds them</source>
        <translation>
            <numerusform>%n more: Ctrl+F finds it</numerusform>
            <numerusform>%n more: Ctrl+F finds them</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>SearchPane</name>
    <message numerus="yes">
        <source>%n note(s)</source>
        <translation>
            <numerusform>%n note</numerusform>
            <numerusform>%n notes</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>TodaySummary</name>
    <message numerus="yes">
        <source>%n call(s)</source>
        <translation>
            <numerusform>%n call</numerusform>
            <numerusform>%n calls</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n missed</source>
        <translation>
            <numerusform>%n missed</numerusform>
            <numerusform>%n missed</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>WrapUpPane</name>
    <message numerus="yes">
        <source>%n more note(s) to finish after this one</source>
        <translation>
            <numerusform>%n more note to finish after this one</numerusform>
            <numerusform>%n more notes to finish after this one</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>_Counts</name>
    <message numerus="yes">
        <source>%n earlier call(s)</source>
        <translation>
            <numerusform>%n earlier call</numerusform>
            <numerusform>%n earlier calls</numerusform>
        </translation>
    </message>
</context>
</TS>
