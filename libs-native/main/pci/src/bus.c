/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/console.h>
#include <uc/errors.h>
#include <uc/init.h>

#include "pci.h"

UC_SET_DECLARE(pci_driver, struct uc_pci_driver);

static bool matches(const struct uc_pci_match *match,
                    const struct uc_pci_device *dev)
{
    return (match->vendor == UC_PCI_ANY || match->vendor == dev->vendor) &&
           (match->device == UC_PCI_ANY || match->device == dev->device) &&
           ((match->class_code ^ dev->class_code) & match->class_mask) == 0;
}

static bool serves(const struct uc_pci_driver *driver,
                   const struct uc_pci_device *dev)
{
    for (unsigned i = 0; i < driver->matches_n; i++) {
        if (matches(&driver->matches[i], dev)) {
            return true;
        }
    }
    return false;
}

/* Offers (dev) to the drivers of its kind until one takes it. */
static void offer(struct uc_pci_device *dev)
{
    UC_SET_FOREACH(pci_driver, struct uc_pci_driver, driver)
    {
        if (!serves(driver, dev)) {
            continue;
        }
        int err = driver->probe(dev);
        if (err == 0) {
            return;
        }
        uc_pci_quiet(dev);
        if (err != -UC_ENODEV) {
            uc_console_print("pci: driver ");
            uc_console_print(driver->name);
            uc_console_print(" gave its device up\n");
            return;
        }
    }
}

static int pci_init(void)
{
    for (struct uc_pci_device *dev = pci_scan(); dev != NULL; dev = dev->next) {
        offer(dev);
    }
    return 0;
}

UC_INIT(3, pci_init);
