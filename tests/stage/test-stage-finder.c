/* test-stage-finder.c - each family is found by itself, and nothing is said that could move a stage
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <string.h>

#include "core/ins-error.h"
#include "devices/stage/ins-stage-address.h"
#include "devices/stage/ins-stage-finder.h"
#include "devices/stage/ins-stage-probe.h"
#include "devices/transport/ins-serial-ports.h"
#include "recording-peer.h"

/* Answers as the protocols' sheets quote them. */
static void
test_answers (void)
{
  static const struct
  {
    const char *protocol; /* whose question it was */
    const char *text;
    const char *name; /* NULL: it is another one */
  } cases[] = {
    { "grbl", "<Idle|MPos:0.000,0.000,0.000|FS:0,0|WCO:0.000,0.000,0.000>\r\n", "Grbl" },
    { "grbl", "<Alarm|MPos:0.000,0.000,0.000|Bf:100,1023|A:|TLR:0>\r\n", "Grbl" },
    { "grbl", "[VER:1.1h.20190830:]\r\n[OPT:V,15,128]\r\nok\r\n", "Grbl 1.1h" },
    { "grbl", "[VER:1.1f.20230101:]\r\n[FIRMWARE:grblHAL]\r\nok\r\n", "grblHAL" },
    { "grbl", "echo:Unknown command: \"?\"\nok\n", NULL },
    { "grbl", "<", NULL },
    { "marlin",
      "FIRMWARE_NAME:Marlin 2.1.2 (Jan 1 2023) SOURCE_CODE_URL:github.com/MarlinFirmware/Marlin "
      "PROTOCOL_VERSION:1.0\nok\n",
      "Marlin 2.1.2 (Jan 1 2023)" },
    { "marlin", "error:20\r\n", NULL },
    { "zaber", "@01 0 OK IDLE -- 0\r\n", "Zaber" },
    { "zaber", "@02 0 RJ BUSY FS BADCOMMAND\r\n", "Zaber" },
    { "zaber", "@1 0 OK IDLE\r\n", NULL },
    { "pi-gcs", "(c)2015 Physik Instrumente (PI) GmbH & Co. KG, C-863.12, 0115500620, 1.2.0.3\n",
      "PI C-863.12 1.2.0.3" },
    { "pi-gcs", "2.0\n", NULL }, /* not without the name */
    { "esp301", "ESP301 Version 3.0.1 6/1/99\r\n", "ESP301 Version 3.0.1 6/1/99" },
    { "esp301", "ESP300 Version 3.08\r\n", "ESP300 Version 3.08" },
    { "esp301", "VE?\r", NULL },
    { "vxm", "R", "Velmex VXM" },
    { "vxm", "B\r", "Velmex VXM" },
    { "vxm", "V\rJ", "Velmex VXM" },
    { "vxm", "V\r", NULL },
    { "vxm", ":A Version: USB-9.2h\r\n", NULL }, /* an ASI controller */
    { "vxm", "", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const InsStageProbe probe = { .protocol = cases[i].protocol };
      char name[96] = "";
      gboolean fits = ins_stage_probe_read_answer (&probe, cases[i].text, name, sizeof name);

      g_test_message ("%s: %s", cases[i].protocol, cases[i].text);
      g_assert_true (fits == (cases[i].name != NULL));
      if (fits)
        g_assert_cmpstr (name, ==, cases[i].name);
    }
  g_assert_cmpstr (ins_stage_probe_read_greeting ("\r\nGrbl 1.1h ['$' for help]\r\n"), ==, "grbl");
  g_assert_cmpstr (ins_stage_probe_read_greeting ("\r\nGrblHAL 1.1f ['$' or '$HELP' for help]\r\n"),
                   ==, "grbl");
  g_assert_null (ins_stage_probe_read_greeting ("start\n"));
}

/* Nothing but these, whole: not one byte that could move, stop, set or store anything. */
static void
assert_harmless (RecordingPeer *peer)
{
  static const char *const harmless[] = {
    "?", "$I\n", "M115\n", "/\n", "*IDN?\n", "CSV?\n", "VE?\r", "*IDN?\r", "V\r", "\r", "\n",
  };
  g_autofree char *received = recording_peer_dup_received (peer);

  for (const char *at = received; *at != '\0';)
    {
      gsize length = 0;

      for (gsize i = 0; i < G_N_ELEMENTS (harmless); i++)
        if (g_str_has_prefix (at, harmless[i]))
          length = MAX (length, strlen (harmless[i]));
      if (length == 0)
        g_error ("sent to an unknown controller: “%s”", at);
      at += length;
    }
}

static void
test_families (void)
{
  const char *const *protocols = ins_sim_controller_protocols ();

  for (guint i = 0; protocols[i] != NULL; i++)
    {
      g_autoptr (RecordingPeer) peer = recording_peer_new (protocols[i], 0);
      g_autofree char *transport = recording_peer_get_transport (peer);
      g_autofree char *address = NULL;
      g_autofree char *expected = NULL;
      g_autoptr (GError) error = NULL;
      InsStageFound found;

      if (!ins_stage_find (transport, NULL, &found, &error))
        g_error ("%s: %s", protocols[i], error->message);
      g_test_message ("%s: %s", protocols[i], found.name);
      g_assert_cmpstr (found.family->protocol, ==,
                       ins_sim_controller_get_family (peer->controller));
      g_assert_cmpstr (found.name, !=, "");
      address = ins_stage_found_to_address (&found, transport);
      expected = g_strdup_printf ("%s:%s", found.family->protocol, transport);
      g_assert_cmpstr (address, ==, expected);
      assert_harmless (peer);
    }
}

/* At the only speed at which it listens, whatever it makes of the others. */
static void
test_speeds (void)
{
  static const struct
  {
    const char *protocol;
    guint baud;
    const char *suffix;
  } cases[] = {
    { "zaber", 115200, "" },       { "marlin", 250000, "" }, { "esp301", 921600, "" },
    { "esp301", 19200, "@19200" }, { "vxm", 9600, "" },      { "vxm", 38400, "@38400" },
    { "pi-gcs", 38400, "@38400" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (RecordingPeer) peer = NULL;
      g_autofree char *transport = NULL, *address = NULL, *expected = NULL;
      g_autoptr (GError) error = NULL;
      InsStageFound found;

      if (ins_stage_family_find (cases[i].protocol) == NULL)
        continue;
      peer = recording_peer_new (cases[i].protocol, cases[i].baud);
      transport = recording_peer_get_transport (peer);
      if (!ins_stage_find (transport, NULL, &found, &error))
        g_error ("%s at %u baud: %s", cases[i].protocol, cases[i].baud, error->message);
      address = ins_stage_found_to_address (&found, transport);
      expected = g_strconcat (cases[i].protocol, ":", transport, cases[i].suffix, NULL);
      g_assert_cmpstr (address, ==, expected);
      assert_harmless (peer);
    }
}

/* Nobody, or somebody else: no motion, no guess, and a sentence. */
static void
test_strangers (void)
{
  static const struct
  {
    const char *protocol;
    guint baud;
    int code;
    const char *says;
  } cases[] = {
    { NULL, 0, INS_DEVICE_ERROR_NOT_FOUND, "No stage answers" },
    { "echo", 0, INS_DEVICE_ERROR_PROTOCOL, "It began with “?”" },
    { "echo", 57600, INS_DEVICE_ERROR_PROTOCOL, "no stage that this version knows" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (RecordingPeer) peer = recording_peer_new (cases[i].protocol, cases[i].baud);
      g_autofree char *transport = recording_peer_get_transport (peer);
      g_autoptr (GError) error = NULL;
      InsStageFound found;

      g_assert_false (ins_stage_find (transport, NULL, &found, &error));
      g_assert_error (error, INS_DEVICE_ERROR, cases[i].code);
      g_assert_nonnull (strstr (error->message, cases[i].says));
      assert_harmless (peer);
    }
}

static void
test_no_port (void)
{
  g_autoptr (GError) error = NULL;
  InsStageFound found;

  g_assert_false (ins_stage_find ("serial:/dev/no-such-port", NULL, &found, &error));
  g_assert_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_NOT_FOUND);
}

static void
test_cancel (void)
{
  g_autoptr (RecordingPeer) peer = recording_peer_new (NULL, 0);
  g_autofree char *transport = recording_peer_get_transport (peer);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  InsStageFound found;

  g_cancellable_cancel (cancellable);
  g_assert_false (ins_stage_find (transport, cancellable, &found, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_offers (void)
{
  g_autoptr (RecordingPeer) peer = recording_peer_new ("zaber", 115200);
  g_autoptr (GPtrArray)
      ports = g_ptr_array_new_with_free_func ((GDestroyNotify)ins_serial_port_free);
  g_autoptr (GPtrArray) offers = NULL;
  g_autofree char *address = g_strdup_printf ("zaber:serial:%s", peer->path);
  const InsStageOffer *offer;

  g_ptr_array_add (ports, ins_serial_port_new (peer->path));
  g_ptr_array_add (ports, ins_serial_port_new ("/dev/no-such-port"));
  offers = ins_stage_offers_find (ports, NULL);
  g_assert_cmpuint (offers->len, ==, 2);
  offer = offers->pdata[0];
  g_assert_cmpstr (offer->port, ==, peer->path);
  g_assert_cmpstr (offer->address, ==, address);
  g_assert_cmpstr (offer->name, ==, "Zaber");
  g_assert_cmpstr (offer->message, ==, "");
  offer = offers->pdata[1];
  g_assert_cmpstr (offer->address, ==, "serial:/dev/no-such-port");
  g_assert_cmpstr (offer->name, ==, "");
  g_assert_cmpstr (offer->message, !=, "");
}

/* "auto:" is that family's stage; what it finds once it tries first the next time. */
static void
test_auto (void)
{
  g_autoptr (RecordingPeer) peer = recording_peer_new ("zaber", 0);
  g_autofree char *address = g_strdup_printf (
      "auto:unix:%s?%s", peer->path, ins_sim_controller_get_address_options (peer->controller));
  g_autoptr (GError) error = NULL;
  g_autoptr (InsStage) stage = ins_stage_new_from_address (address, &error);
  InsStageReport report;
  InsStageInfo info;

  g_assert_no_error (error);
  g_assert_false (ins_stage_poll (stage, &report, &error));
  g_assert_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_LOST);
  g_clear_error (&error);
  ins_stage_stop (stage); /* harmless before it is open */
  for (guint round = 0; round < 2; round++)
    {
      if (!ins_stage_open (stage, NULL, &error))
        g_error ("round %u: %s", round, error->message);
      ins_stage_get_info (stage, &info);
      g_assert_cmpstr (info.protocol, ==, "zaber");
      g_assert_true (ins_stage_poll (stage, &report, &error));
      g_assert_cmpint (report.activity, ==, INS_STAGE_IDLE);
      g_assert_true (report.position_known);
      ins_stage_close (stage);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/stage-finder/answers", test_answers);
  g_test_add_func ("/stage-finder/families", test_families);
  g_test_add_func ("/stage-finder/speeds", test_speeds);
  g_test_add_func ("/stage-finder/strangers", test_strangers);
  g_test_add_func ("/stage-finder/no-port", test_no_port);
  g_test_add_func ("/stage-finder/cancel", test_cancel);
  g_test_add_func ("/stage-finder/offers", test_offers);
  g_test_add_func ("/stage-finder/auto", test_auto);

  return g_test_run ();
}
