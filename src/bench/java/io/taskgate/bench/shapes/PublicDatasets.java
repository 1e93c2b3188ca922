package io.taskgate.bench.shapes;

/// Generates documents like two common JSON benchmark files: `twitter.json` (many non-ASCII characters, half
/// of them escaped) and `citm_catalog.json` (pretty-printed, short names, numbers).
final class PublicDatasets {

    private static final int STATUSES = 215;
    private static final int PERFORMANCES = 290;
    private static final int EVENTS = 180;

    private PublicDatasets() {}

    static String twitter() {
        JsonTextWriter json = new JsonTextWriter(20260803);
        json.raw("{\"statuses\":[");
        for (int i = 0; i < STATUSES; i++) {
            json.raw(i == 0 ? "" : ",");
            status(json, i);
        }
        return json.raw("],\"search_metadata\":{\"completed_in\":0.087,\"query\":\"%E4%B8%80\",\"count\":")
                .raw(String.valueOf(STATUSES))
                .raw("}}")
                .toString();
    }

    private static void status(JsonTextWriter json, int i) {
        String text = json.japanese(25);
        json.raw(
                "{\"metadata\":{\"result_type\":\"recent\",\"iso_language_code\":\"ja\"},\"created_at\":\"Sun Aug 31 00:29:15 +0000 2014\"");
        json.raw(",\"id\":")
                .raw(json.digits(18))
                .raw(",\"id_str\":\"")
                .raw(json.digits(18))
                .raw("\",\"text\":\"");
        json.raw(i % 2 == 0 ? text : JsonTextWriter.escaped(text))
                .raw("\",\"source\":\"<a href=\\\"http:\\/\\/twitter.com\\\" rel=\\\"nofollow\\\">web<\\/a>\"");
        json.raw(
                ",\"truncated\":false,\"in_reply_to_status_id\":null,\"geo\":null,\"coordinates\":null,\"place\":null,\"retweet_count\":");
        json.raw(String.valueOf(json.below(99))).raw(",\"favorited\":false,\"lang\":\"ja\",\"user\":");
        user(json);
        json.raw(",\"entities\":{\"hashtags\":[],\"symbols\":[],\"urls\":[{\"url\":\"http:\\/\\/t.co\\/")
                .raw(json.digits(9));
        json.raw("\",\"indices\":[30,52]}],\"user_mentions\":[{\"screen_name\":\"u")
                .raw(json.digits(7))
                .raw("\",\"name\":\"");
        json.raw(json.japanese(2))
                .raw("\",\"id\":")
                .raw(json.digits(9))
                .raw(",\"indices\":[3,19]}]},\"retweeted_status\":{\"id_str\":\"");
        json.raw(json.digits(18))
                .raw("\",\"text\":\"")
                .raw(JsonTextWriter.escaped(json.japanese(25)))
                .raw("\",\"user\":");
        user(json);
        json.raw("}}");
    }

    private static void user(JsonTextWriter json) {
        json.raw("{\"id\":")
                .raw(json.digits(9))
                .raw(",\"name\":\"")
                .raw(json.japanese(2))
                .raw("\",\"screen_name\":\"u")
                .raw(json.digits(7));
        json.raw("\",\"location\":\"\",\"description\":\"")
                .raw(json.japanese(30))
                .raw("\",\"url\":null,\"protected\":false,\"followers_count\":");
        json.raw(json.digits(3))
                .raw(",\"friends_count\":")
                .raw(json.digits(3))
                .raw(",\"listed_count\":0,\"created_at\":\"Wed Jan 07 01:11:06 +0000 2009\"");
        json.raw(
                ",\"utc_offset\":32400,\"time_zone\":\"Tokyo\",\"geo_enabled\":true,\"verified\":false,\"profile_background_color\":\"1A1B1F\"");
        json.raw(",\"profile_image_url\":\"http:\\/\\/pbs.twimg.com\\/profile_images\\/")
                .raw(json.digits(18))
                .raw("\\/")
                .raw(json.digits(8));
        json.raw(
                "_normal.jpeg\",\"profile_link_color\":\"2FC2EF\",\"default_profile\":false,\"following\":false,\"notifications\":false}");
    }

    static String citm() {
        JsonTextWriter json = new JsonTextWriter(20260804);
        json.raw("{\n    \"areaNames\": {");
        for (int i = 0; i < 60; i++) {
            json.raw(i == 0 ? "\n" : ",\n")
                    .raw("        \"2057053")
                    .raw(json.digits(3) + i)
                    .raw("\": \"Arrière-scène ")
                    .raw(json.prose(1))
                    .raw("\"");
        }
        json.raw("\n    },\n    \"events\": {");
        for (int i = 0; i < EVENTS; i++) {
            json.raw(i == 0 ? "\n" : ",\n")
                    .raw("        \"1385")
                    .raw(String.valueOf(10000 + i))
                    .raw("\": {\n");
            json.raw("            \"description\": null,\n            \"id\": 1385")
                    .raw(String.valueOf(10000 + i));
            json.raw(",\n            \"logo\": null,\n            \"name\": \"").raw(json.prose(4));
            json.raw(
                    "\",\n            \"subTopicIds\": [\n                337184269,\n                337184283\n            ],\n");
            json.raw("            \"subjectCode\": null,\n            \"subtitle\": null\n        }");
        }
        json.raw("\n    },\n    \"performances\": [");
        for (int i = 0; i < PERFORMANCES; i++) {
            json.raw(i == 0 ? "\n" : ",\n");
            performance(json);
        }
        return json.raw("\n    ],\n    \"venueNames\": {\n        \"PLEYEL_PLEYEL\": \"Salle Pleyel\"\n    }\n}\n")
                .toString();
    }

    private static void performance(JsonTextWriter json) {
        json.raw("        {\n            \"eventId\": ")
                .raw(json.digits(9))
                .raw(",\n            \"id\": ")
                .raw(json.digits(9));
        json.raw(",\n            \"logo\": null,\n            \"name\": null,\n            \"prices\": [");
        for (int i = 0; i < 5; i++) {
            json.raw(i == 0 ? "\n" : ",\n")
                    .raw("                {\n                    \"amount\": ")
                    .raw(json.digits(5));
            json.raw(
                    ",\n                    \"audienceSubCategoryId\": 337100890,\n                    \"seatCategoryId\": ");
            json.raw(json.digits(9)).raw("\n                }");
        }
        json.raw("\n            ],\n            \"seatCategories\": [");
        for (int i = 0; i < 6; i++) {
            json.raw(i == 0 ? "\n" : ",\n").raw("                {\n                    \"areas\": [");
            for (int area = 0; area < 4; area++) {
                json.raw(area == 0 ? "\n" : ",\n")
                        .raw("                        {\n                            \"areaId\": ");
                json.raw(json.digits(9))
                        .raw(",\n                            \"blockIds\": []\n                        }");
            }
            json.raw("\n                    ],\n                    \"seatCategoryId\": ")
                    .raw(json.digits(9))
                    .raw("\n                }");
        }
        json.raw("\n            ],\n            \"seatMapImage\": null,\n            \"start\": 137")
                .raw(json.digits(10));
        json.raw(",\n            \"venueCode\": \"PLEYEL_PLEYEL\"\n        }");
    }
}
