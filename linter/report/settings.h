// SPDX-License-Identifier: Apache-2.0
// What is in force in a run, and where each value comes from, for `tidegate config`.
#ifndef REPORT_SETTINGS_H
#define REPORT_SETTINGS_H

#include "base/out.h"

typedef enum SettingSource {
    FROM_DEFAULT,
    FROM_CONFIG,   // `at` is the place in it
    FROM_OPTION,   // `at` is the option
    FROM_DETECTION // `at` is the file or folder that told; empty: what CI and git say
} SettingSource;

typedef enum SettingKind {
    SETTING_TEXT,
    SETTING_LIST,
    SETTING_NUMBER,
    SETTING_FLAG,
    SETTING_NONE // there is no value
} SettingKind;

typedef struct Stated {
    const char *key;
    SettingKind kind;
    Str text;    // SETTING_TEXT
    StrVec list; // SETTING_LIST
    size_t number;
    bool flag;
    SettingSource source;
    Str at;
} Stated;

typedef VEC(Stated) StatedVec;

typedef enum SectionKind {
    SECTION_RUN,
    SECTION_PROJECT,
    SECTION_RULE,
    SECTION_OVERRIDE,
    SECTION_ALLOW,
    SECTION_APPROVALS
} SectionKind;

enum { SECTION_KIND_COUNT = 6 };

typedef struct SettingSection {
    SectionKind kind;
    StatedVec settings;
} SettingSection;

typedef struct Settings {
    const char *version; // of tidegate
    Str config;          // the configuration's path; empty: there is none
    VEC(SettingSection) sections;
} Settings;

void settings_text(Out *out, const Settings *settings);
void settings_json(Out *out, const Settings *settings); // schema/tidegate-config-1.json

#endif
