/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <errno.h>
#include <string.h>

#include "cli/ins-cli.h"
#include "fake-comedi.h"

#define WIDTH 100

static GString *printed;

static void
on_print (const char *text)
{
  g_string_append (printed, text);
}

static InsCliStatus
run_devices (void)
{
  char *arguments[] = { (char *)"devices", NULL };
  GPrintFunc before;
  InsCliStatus status;

  g_string_truncate (printed, 0);
  before = g_set_print_handler (on_print);
  status = ins_cli_devices (arguments);
  g_set_print_handler (before);

  return status;
}

static void
assert_printed (const char *part)
{
  if (strstr (printed->str, part) == NULL)
    g_error ("not printed: %s\n%s", part, printed->str);
}

static void
test_cards (void)
{
  static const char *const parts[] = {
    "\n  pci-6221 (driver ni_pcimio), comedi:/dev/comedi0\n    channels: 16 of 16 bits",
    "\n    stream: comedi:/dev/comedi0\n",
    "\n    one A-scan per trigger: comedi:/dev/comedi0?trigger=0 (up to 512",
    "\n      comedi:/dev/comedi0?outputs=0:A.amplitude,1:A.time&us_per_volt=10\n",
    "\n    counter 11, reads an encoder: comedi:/dev/comedi0?encoder=11&encoder_um=5\n",
    "\n    analogue output 1, makes the pulser fire: comedi:/dev/comedi0?pulser=1\n",
    "\n  comedi:/dev/comedi1\n    not ready: You may not use /dev/comedi1",
  };
  g_auto (GStrv) lines = NULL;

  fake_comedi_reset ();
  fake_comedi_install ("/dev/comedi0", FAKE_PCI_6221);
  fake_comedi_install ("/dev/comedi1", FAKE_PCI_6110)->faults.open_errno = EACCES;
  g_assert_cmpint (run_devices (), ==, INS_CLI_DONE);
  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++)
    assert_printed (parts[i]);

  lines = g_strsplit (printed->str, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_assert_cmpint (g_utf8_strlen (lines[i], -1), <=, WIDTH);
      g_assert_false (g_str_has_suffix (lines[i], " "));
    }
}

static void
test_no_cards (void)
{
  fake_comedi_reset ();
  g_assert_cmpint (run_devices (), ==, INS_CLI_DONE);
  assert_printed ("\nCards\n  none\n");
  assert_printed ("\n  sim\n");
}

int
main (int argc, char *argv[])
{
  int status;

  g_test_init (&argc, &argv, NULL);
  printed = g_string_new (NULL);
  g_test_add_func ("/cli-devices/cards", test_cards);
  g_test_add_func ("/cli-devices/no-cards", test_no_cards);
  status = g_test_run ();
  g_string_free (printed, TRUE);

  return status;
}
